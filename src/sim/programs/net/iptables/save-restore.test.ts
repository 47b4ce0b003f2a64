import { expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';
import { answer, DONE } from '../tool.ts';
import { restore } from './save-restore.ts';

it('saves tables in a form that restores them', () => {
  const lab = new NetLab();
  lab.run('host', 'iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT');
  lab.run('host', 'iptables -t nat -A POSTROUTING -s 10.0.0.0/24 ! -o br0 -j MASQUERADE');
  lab.run('host', 'iptables -N KEPT');
  const saved = lab.run('host', 'iptables-save').stdout;
  expect(saved.split('\n').filter((each) => !each.startsWith('#') && !each.startsWith(':INPUT'))).toEqual([
    '*filter',
    expect.stringMatching(/^:FORWARD ACCEPT \[\d+:\d+\]$/),
    expect.stringMatching(/^:OUTPUT ACCEPT \[\d+:\d+\]$/),
    ':KEPT - [0:0]',
    '-A INPUT -m conntrack --ctstate NEW -j ACCEPT',
    'COMMIT',
    '*nat',
    expect.stringMatching(/^:PREROUTING ACCEPT/),
    expect.stringMatching(/^:OUTPUT ACCEPT/),
    expect.stringMatching(/^:POSTROUTING ACCEPT/),
    '-A POSTROUTING -s 10.0.0.0/24 ! -o br0 -j MASQUERADE',
    'COMMIT',
    '',
  ]);
  const netfilter = lab.net('host').netfilter;
  const rules = () => (['filter', 'nat'] as const).map((table) => lab.run('host', `iptables -t ${table} -S`).stdout);
  const before = rules();
  lab.run('host', 'iptables -A KEPT -j DROP');
  expect(rules()).not.toEqual(before);
  restore(netfilter, saved);
  expect(rules()).toEqual(before);
});

it.each([
  ['*filter\n-A INPUT -j NOPE\nCOMMIT\n', 2, "iptables-restore v1.8.9 (nf_tables): Chain 'NOPE' does not exist\n"],
  ['*filter\nfoo\nCOMMIT\n', 2, "Bad argument `foo'\nError occurred at line: 2\n"],
  ['*filter\n-A INPUT -j ACCEPT\n', 1, 'iptables-restore: COMMIT expected at line 3\n'],
  ['-A INPUT -j ACCEPT\n', 1, 'iptables-restore: line 1 failed\n'],
])('refuses %j', (text, status, said) => {
  const refused = answer(() => {
    restore(new NetLab().net('host').netfilter, text);
    return DONE;
  });
  expect(refused.status).toBe(status);
  expect(refused.stderr?.startsWith(said)).toBe(true);
});

it('commits a table whole or not at all, and keeps those before it', () => {
  const lab = new NetLab();
  lab.run('host', 'iptables -A INPUT -s 10.9.0.0/16 -j DROP');
  const before = lab.run('host', 'iptables -S').stdout;
  const text = [
    '*nat',
    '-A POSTROUTING -j MASQUERADE',
    'COMMIT',
    '*filter',
    ':MINE - [0:0]',
    '-A INPUT -j MINE',
    '-A MINE -j MASQUERADE',
    'COMMIT',
    '',
  ].join('\n');
  const refused = answer(() => {
    restore(lab.net('host').netfilter, text);
    return DONE;
  });
  expect(refused.status).toBe(4);
  expect(refused.stderr).toBe(
    'iptables-restore v1.8.9 (nf_tables): \nline 7: RULE_APPEND failed (Invalid argument): rule in chain MINE\n',
  );
  expect(lab.run('host', 'iptables -S').stdout).toBe(before);
  expect(lab.run('host', 'iptables -t nat -S POSTROUTING').stdout).toContain('-j MASQUERADE');
});
