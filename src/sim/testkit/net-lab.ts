// A host with a bridge and two containers on a real kernel, for tests of network programs: c1 has Debian's, c2 busybox's.
// Source: what Docker sets up on its default bridge, by hand.
// Not for: the engine (engine.ts) or several hosts (world.ts).
import { type Ip4, ip4 } from '../base/ip4.ts';
import { SECOND } from '../des/scheduler.ts';
import { type Blocking, Task } from '../des/task.ts';
import { nginxFiles, nginxLinks } from '../engine/images/web-files.ts';
import { Host, loginEnvironment } from '../host/host.ts';
import type { Confinement, Enclosure, Launched } from '../host/machine.ts';
import { type Program, type Signal, signalNumbers } from '../host/sys.ts';
import type { Kernel } from '../linux/kernel.ts';
import type { NetNamespace } from '../linux/namespace.ts';
import { busyboxNetPrograms, debianNetPrograms } from '../programs/net/index.ts';
import { nginx } from '../programs/servers/nginx/nginx.ts';
import { redisCli, redisServer } from '../programs/servers/redis.ts';
import { DNS_PORT, emitDns, parseDns, RCODE_NOERROR, reverseName } from '../wire/dns.ts';
import { type DnsRecord, TYPE_A, TYPE_PTR } from '../wire/dns-record.ts';
import { addBridge, addContainer, KernelLab, must } from './kernel-lab.ts';
import type { Answer } from './machine.ts';

/** 2026-11-21 00:00 UTC. */
const STARTS_AT = 1_795_219_200_000;

export type Place = 'host' | 'c1' | 'c2';

const onPath = (programs: readonly Program[]): ReadonlyMap<string, Program> =>
  new Map(programs.map((program) => [`/usr/bin/${program.name}`, program]));

export class NetLab {
  readonly lab = new KernelLab();
  readonly kernel: Kernel;
  readonly machine: Host;
  readonly #places: Readonly<Record<Place, { readonly ns: NetNamespace; readonly debian: boolean }>>;
  #resolvConf = 'nameserver 10.0.0.1\n';

  constructor() {
    this.kernel = this.lab.kernel('node1');
    this.kernel.rootNs.net.setLink(1, { up: true });
    const bridge = addBridge(this.kernel, 'br0', '10.0.0.1');
    const c1 = addContainer(this.kernel, 'c1', bridge, '10.0.0.2', '10.0.0.1');
    const c2 = addContainer(this.kernel, 'c2', bridge, '10.0.0.3', '10.0.0.1');
    this.kernel.rootNs.net.setSysctl('ipv4/ip_forward', '1');
    const { scheduler, random } = this.lab;
    this.machine = new Host({
      name: 'node1',
      scheduler,
      random,
      kernel: this.kernel,
      startsAt: STARTS_AT,
      programs: onPath(debianNetPrograms),
    });
    this.#places = {
      host: { ns: this.kernel.rootNs, debian: true },
      c1: { ns: c1, debian: true },
      c2: { ns: c2, debian: false },
    };
  }

  /** Writes every place's /etc/resolv.conf from now on. */
  useResolvConf(text: string): void {
    this.#resolvConf = text;
  }

  net(place: Place): NetNamespace['net'] {
    return this.#places[place].ns.net;
  }

  /** A name server on 10.0.0.1 that knows these names, both ways, and answers NXDOMAIN or another code to the rest. */
  serveNames(names: Readonly<Record<string, string>>, otherwise: number): void {
    const socket = must(this.kernel.rootNs.sockets.socket({ type: 'udp' }));
    socket.bind(ip4('10.0.0.1'), DNS_PORT);
    this.machine.startTask(
      (function* (): Blocking<void> {
        for (;;) {
          for (let got = socket.receive(); got; got = socket.receive()) {
            const reply = answerTo(got.payload, names, otherwise);
            if (reply) socket.send(reply, { address: got.from, port: got.fromPort });
          }
          yield { on: [socket.readable] };
        }
      })(),
    );
  }

  /** Starts a command, words separated by single spaces. */
  start(place: Place, line: string, hosts = '', confinement?: Confinement): Launched {
    return must(
      this.machine.launch({
        enclosure: this.#enclosureFor(place, hosts, confinement),
        argv: line.split(' '),
        env: loginEnvironment(),
        cwd: '/',
        stdio: { kind: 'pipes', stdin: false },
      }),
    );
  }

  /** Runs a command to its end; `signalAfter` sends a signal at a moment, in seconds. */
  run(
    place: Place,
    line: string,
    options: { hosts?: string; signal?: Signal; signalAfter?: number; confinement?: Confinement } = {},
  ): Answer {
    const { scheduler } = this.lab;
    const process = this.start(place, line, options.hosts, options.confinement);
    const output = { stdout: '', stderr: '' };
    const reader = new Task(scheduler, collect(process, output));
    if (options.signal !== undefined) {
      scheduler.runUntil(scheduler.now + Math.round((options.signalAfter ?? 0) * SECOND));
      process.kill(options.signal);
    }
    const limit = scheduler.now + 600 * SECOND;
    while (reader.outcome === undefined && scheduler.now < limit) if (!scheduler.runInstant()) break;
    const status = process.status();
    const exit =
      status === undefined ? -1 : status.kind === 'exited' ? status.status : 128 + signalNumbers[status.signal];
    return { ...output, exit };
  }

  #enclosureFor(place: Place, hosts: string, confinement?: Confinement): Enclosure {
    const { ns, debian } = this.#places[place];
    const fs = this.machine.createFileSystem(ns);
    fs.makeDirectory('/etc', true);
    // What one command leaves in /srv, the next one finds there.
    fs.bind('/srv', this.machine.enclosure.fs, '/srv', false);
    fs.writeFile('/etc/hosts', `127.0.0.1\tlocalhost\n${hosts}`);
    fs.writeFile('/etc/resolv.conf', this.#resolvConf);
    for (const [path, text] of Object.entries(nginxFiles)) {
      fs.makeDirectory(path.slice(0, path.lastIndexOf('/')), true);
      fs.writeFile(path, text);
    }
    fs.makeDirectory('/var/log/nginx', true);
    for (const [path, target] of Object.entries(nginxLinks)) fs.symlink(target, path);
    return this.machine.createEnclosure(
      place,
      fs,
      ns,
      onPath([...(debian ? debianNetPrograms : busyboxNetPrograms), nginx, redisCli, redisServer]),
      confinement,
    );
  }
}

function answerTo(
  query: Uint8Array,
  names: Readonly<Record<string, string>>,
  otherwise: number,
): Uint8Array | undefined {
  const message = parseDns(query);
  const question = message?.questions[0];
  if (!message || !question) return undefined;
  const addressOf = (name: string): Ip4 => ip4(names[name] ?? '0.0.0.0');
  const reversed = Object.keys(names).find((name) => reverseName(addressOf(name)) === question.name);
  const answers: DnsRecord[] = [];
  const start = { name: question.name, type: question.type, ttl: 600 };
  if (question.type === TYPE_A && names[question.name] !== undefined) {
    answers.push({ ...start, data: { kind: 'a', address: addressOf(question.name) } });
  }
  if (question.type === TYPE_PTR && reversed !== undefined)
    answers.push({ ...start, data: { kind: 'name', name: `${reversed}.lab` } });
  const known = answers.length > 0 || names[question.name] !== undefined;
  const rcode = known ? RCODE_NOERROR : otherwise;
  const flags = { response: true, recursionAvailable: true, authenticData: false, edns: undefined };
  return emitDns({ ...message, ...flags, rcode, answers });
}

function* collect(process: Launched, output: { stdout: string; stderr: string }): Blocking<void> {
  for (let chunk = yield* process.read(); chunk !== undefined; chunk = yield* process.read())
    output[chunk.channel] += chunk.text;
  while (process.status() === undefined) yield { on: [process.ended] };
}
