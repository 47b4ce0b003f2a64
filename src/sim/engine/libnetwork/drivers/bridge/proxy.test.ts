import { describe, expect, it } from 'vitest';
import { ip4 } from '../../../../base/ip4.ts';
import { SECOND } from '../../../../des/scheduler.ts';
import { type Blocking, Task } from '../../../../des/task.ts';
import type { Datagram, SocketFactory, StreamSocket } from '../../../../linux/socket.ts';
import { addBridge, addContainer, KernelLab, must } from '../../../../testkit/kernel-lab.ts';
import type { ProxyHost } from './proxy.ts';
import { proxyArguments, runProxy } from './proxy.ts';

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const bytes = (from: string): Uint8Array => Uint8Array.from(from, (letter) => letter.charCodeAt(0));

function setUp() {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  kernel.rootNs.net.setLink(1, { up: true });
  const bridge = addBridge(kernel, 'br0', '10.0.0.1');
  const container = addContainer(kernel, 'c1', bridge, '10.0.0.2', '10.0.0.1').sockets;
  const { scheduler } = lab;
  const host: ProxyHost = {
    sockets: kernel.rootNs.sockets,
    now: () => scheduler.now,
    startTask: (body) => new Task(scheduler, body),
  };
  const pass = (seconds: number): void => scheduler.runUntil(scheduler.now + seconds * SECOND);
  return {
    host,
    hostSockets: kernel.rootNs.sockets,
    container,
    pass,
    start: (body: Blocking<unknown>) => new Task(scheduler, body),
  };
}

const stream = (sockets: SocketFactory): StreamSocket => must(sockets.stream?.() ?? { ok: false, errno: 'EINVAL' });

/** Answers what it is told and the other side's address, and ends when the client does. */
function* echo(listener: StreamSocket): Blocking<void> {
  for (;;) {
    const client = listener.accept();
    if (client === undefined) {
      yield { on: [listener.readable] };
      continue;
    }
    for (let read = client.read(); read !== 'eof'; read = client.read()) {
      if (read === undefined) yield { on: [client.readable] };
      else client.write(read);
    }
    client.write(bytes('.'));
    client.close();
  }
}

function* collect(socket: StreamSocket, into: { text: string; ended: boolean }): Blocking<void> {
  for (let read = socket.read(); read !== 'eof'; read = socket.read()) {
    if (read === undefined) yield { on: [socket.readable] };
    else into.text += text(read);
  }
  into.ended = true;
}

describe('docker-proxy', () => {
  it('is called with what it maps', () => {
    const binding = { protocol: 'tcp', port: 80, hostAddress: { family: 4, value: 0n }, hostPort: 8080 } as const;
    expect(proxyArguments(binding, '172.17.0.2').join(' ')).toBe(
      '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80 -use-listen-fd',
    );
  });

  it('carries a connection both ways, and its ends', () => {
    const { host, hostSockets, container, pass, start } = setUp();
    const server = stream(container);
    server.bind(0, 80);
    server.listen(5);
    start(echo(server));
    const listener = stream(hostSockets);
    listener.bind(0, 8080);
    listener.listen(5);
    start(runProxy(host, { protocol: 'tcp', socket: listener }, { address: '10.0.0.2', port: 80 }));
    const client = stream(hostSockets);
    expect(client.connect(ip4('127.0.0.1'), 8080)).toBeUndefined();
    pass(1);
    const got = { text: '', ended: false };
    start(collect(client, got));
    const long = 'x'.repeat(300_000);
    let sent = 0;
    while (sent < long.length) {
      sent += client.write(bytes(long.slice(sent)));
      pass(1);
    }
    pass(1);
    expect(got).toEqual({ text: long, ended: false });
    client.shutdownWrite();
    pass(1);
    expect(got).toEqual({ text: `${long}.`, ended: true });
  });

  it('closes the connection of a client whose container does not listen, and its own when it is stopped', () => {
    const { host, hostSockets, pass, start } = setUp();
    const listener = stream(hostSockets);
    listener.bind(0, 8080);
    listener.listen(5);
    const proxy = start(runProxy(host, { protocol: 'tcp', socket: listener }, { address: '10.0.0.2', port: 80 }));
    const client = stream(hostSockets);
    client.connect(ip4('127.0.0.1'), 8080);
    const got = { text: '', ended: false };
    start(collect(client, got));
    pass(2);
    expect(got).toEqual({ text: '', ended: true });
    proxy.kill();
    expect(hostSockets.list?.().filter((socket) => socket.state === 'LISTEN')).toEqual([]);
  });

  it('answers datagrams from the address that was asked, and forgets silent clients', () => {
    const { host, hostSockets, container, pass, start } = setUp();
    const server = must(container.socket({ type: 'udp' }));
    server.bind(0, 53);
    const frontend = must(hostSockets.socket({ type: 'udp' }));
    frontend.bind(0, 5353);
    start(runProxy(host, { protocol: 'udp', socket: frontend }, { address: '10.0.0.2', port: 53 }));
    const client = must(container.socket({ type: 'udp' }));
    const asked: (Datagram | undefined)[] = [];
    for (const word of ['one', 'two']) {
      client.send(bytes(word), { address: ip4('10.0.0.1'), port: 5353 });
      pass(1);
      const query = server.receive();
      asked.push(query);
      if (query === undefined) throw new Error('nothing came');
      expect(text(query.payload)).toBe(word);
      server.send(bytes(`re ${word}`), { address: query.from, port: query.fromPort });
      pass(word === 'one' ? 1 : 100);
      const answer = client.receive();
      expect(answer && [text(answer.payload), answer.from, answer.fromPort]).toEqual([
        `re ${word}`,
        ip4('10.0.0.1'),
        5353,
      ]);
    }
    expect(asked[0]?.fromPort).toBe(asked[1]?.fromPort);
    expect(hostSockets.list?.().filter((socket) => socket.protocol === 'udp')).toHaveLength(1);
  });
});
