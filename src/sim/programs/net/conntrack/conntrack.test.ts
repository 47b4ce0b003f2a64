import { expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

/** A lab whose host follows connections, in which c1 has pinged the host. */
function pinged(): NetLab {
  const lab = new NetLab();
  lab.run('host', 'iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT');
  lab.run('c1', 'ping -c 1 10.0.0.1');
  return lab;
}

const line = (id: string) =>
  `icmp     1 29 src=10.0.0.2 dst=10.0.0.1 type=8 code=0 id=${id} src=10.0.0.1 dst=10.0.0.2 type=0 code=0 id=${id} mark=0 use=1\n`;
const banner = 'conntrack v1.4.7 (conntrack-tools)';

it('lists, counts and deletes connections', () => {
  const lab = pinged();
  const listed = lab.run('host', 'conntrack -L');
  const id = /id=(\d+)/.exec(listed.stdout)?.[1] ?? '';
  expect(listed).toEqual({
    stdout: line(id),
    stderr: `${banner}: 1 flow entries have been shown.\n`,
    exit: 0,
  });
  expect(lab.run('host', 'conntrack -L -o extended -p icmp').stdout).toBe(`ipv4     2 ${line(id)}`);
  expect(lab.run('host', 'conntrack -C').stdout).toBe('1\n');
  expect(lab.run('host', 'conntrack -D -s 10.0.0.9')).toEqual({
    stdout: '',
    stderr: `${banner}: 0 flow entries have been deleted.\n`,
    exit: 1,
  });
  expect(lab.run('host', 'conntrack -D -s 10.0.0.2')).toMatchObject({ stdout: line(id), exit: 0 });
  expect(lab.run('host', 'conntrack -L').stderr).toBe(`${banner}: 0 flow entries have been shown.\n`);
});

it('says how a word is wrong', () => {
  const lab = pinged();
  const tried = "Try `conntrack -h' or 'conntrack --help' for more information.\n";
  expect(lab.run('host', 'conntrack -X')).toEqual({
    stdout: '',
    stderr: `${banner}: unknown option \`-X'\n${tried}`,
    exit: 2,
  });
  expect(lab.run('host', 'conntrack -G').exit).toBe(125);
});

it('watches what comes and goes', () => {
  const lab = pinged();
  lab.run('host', 'conntrack -F');
  const watcher = lab.start('host', 'conntrack -E');
  lab.run('c1', 'ping -c 1 10.0.0.1');
  lab.run('host', 'conntrack -F');
  watcher.kill('SIGINT');
  const { scheduler } = lab.lab;
  scheduler.runUntil(scheduler.now + 1_000_000);
  expect(watcher.status()).toEqual({ kind: 'exited', status: 0 });
});

it('counts packets of no connection, and finds translated ones by their address', () => {
  const lab = pinged();
  expect(lab.run('host', 'conntrack -S').stdout).toMatch(
    /^cpu=0 {3}\tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \ncpu=1 /,
  );
  lab.run('host', 'iptables -t nat -A OUTPUT -d 10.0.0.77 -j DNAT --to-destination 10.0.0.2');
  lab.run('host', 'ping -c 1 10.0.0.77');
  expect(lab.run('host', 'conntrack -L -g').stdout).toContain('dst=10.0.0.77');
  expect(lab.run('host', 'conntrack -L -g 10.0.0.3').stdout).toBe('');
  expect(lab.run('host', 'conntrack -D -g 10.0.0.2').stderr).toContain('1 flow entries have been deleted');
});
