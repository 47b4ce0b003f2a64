import { describe, expect, it } from 'vitest';
import { worlds } from '../../scenario/worlds.ts';
import { playStep } from '../../testkit/recording.ts';
import { World } from '../../world.ts';

const SECOND = 1_000_000;
const spec = worlds.get('three-hosts');

/** Commands on the first host of a fresh world, one after another. */
function commands(...lines: readonly string[]): string[] {
  if (spec === undefined) throw new Error('the world of the recordings is gone');
  const world = new World(spec, 1);
  world.runUntil(5 * SECOND);
  return lines.map((cmd) => {
    world.runUntil(world.now + SECOND);
    const { stdout, stderr } = playStep(world, { host: 'node1', cmd });
    return stdout + stderr;
  });
}

const start =
  'docker run -d --name web busybox sh -c "mkdir -p /www/sub; echo hi > /www/index.html; httpd -f -v -h /www"';
const still = (text: string): string => text.replace(/^(Date|Last-Modified|ETag): .*\r\n/gm, '').replaceAll('\r', '');

describe("busybox' httpd", () => {
  it('serves files and logs what it answers', () => {
    const [, page, directory, absent, posted, log] = commands(
      start,
      'curl -si 172.17.0.2/',
      'curl -si 172.17.0.2/sub',
      'curl -si 172.17.0.2/nope',
      'curl -s -o /dev/null -w "%{http_code}" -d a=b 172.17.0.2/',
      'docker logs web',
    );
    expect(still(page ?? '')).toBe(
      'HTTP/1.1 200 OK\nConnection: close\nContent-type: text/html\nAccept-Ranges: bytes\nContent-Length: 3\n\nhi\n',
    );
    expect(still(directory ?? '')).toBe(
      'HTTP/1.1 302 Found\nConnection: close\nContent-type: text/html\nLocation: /sub/\n\n',
    );
    expect(still(absent ?? '')).toBe(
      'HTTP/1.1 404 Not Found\nConnection: close\nContent-type: text/html\n\n<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
    );
    expect(posted).toBe('501');
    expect(log?.replace(/:\d{5}:/g, ':P:')).toBe(
      [200, 302, 404, 501].map((code) => `[::ffff:172.17.0.1]:P: response:${code}\n`).join(''),
    );
  });

  it('goes to the background, and takes its port', () => {
    const answers = commands(
      'docker run -d --name web busybox sh -c "httpd -h /etc; sleep 1000"',
      'curl -s 172.17.0.2/hostname | wc -l',
      'docker exec web httpd -f',
      'docker exec web httpd -h /nope',
    );
    expect(answers.slice(1)).toEqual([
      '1\n',
      'httpd: bind: Address already in use\n',
      "httpd: can't change directory to '/nope': No such file or directory\n",
    ]);
  });
});

describe('telnet', () => {
  it.each([
    [
      'docker run --rm busybox telnet 172.17.0.1 9',
      "telnet: can't connect to remote host (172.17.0.1): Connection refused\n",
    ],
    ['telnet 172.17.0.2 9', 'Trying 172.17.0.2...\ntelnet: Unable to connect to remote host: Connection refused\n'],
    [
      "(printf 'GET / HTTP/1.0\\n\\n'; sleep 1) | telnet 172.17.0.2 80 | tail -1",
      'Connection closed by foreign host.\nhi\n',
    ],
  ])('%s', (line, expected) => {
    const answer = commands(start, line).at(-1) ?? '';
    expect(answer.split('\n').sort().join()).toBe(expected.split('\n').sort().join());
  });
});
