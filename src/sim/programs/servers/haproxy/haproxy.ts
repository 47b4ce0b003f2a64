// haproxy: a load balancer for TCP and HTTP, as its configuration file says.
// Source: haproxy(1), HAProxy 3.2 doc/management.txt, src/haproxy.c.
// Not modelled: a master with a worker process (one process does both), the statistics page and socket, TLS.
import { strerror } from '../../../base/errno.ts';
import { formatIp4 } from '../../../base/ip4.ts';
import { type Blocking, type Program, type Sys, signalNumbers } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { notSimulated, runTool, ToolExit } from '../../net/tool.ts';
import { Gateway } from '../proxy/gateway.ts';
import { checkServer, type Listener } from './checks.ts';
import { Complaints, readSections } from './config-file.ts';
import type { Bind, Configuration, Frontend } from './configuration.ts';
import { logTo } from './log.ts';
import { message, VERSION } from './messages.ts';
import { readProxies } from './proxies.ts';
import { FrontendService } from './sessions.ts';

const BACKLOG = 2000;

interface Options {
  readonly file: string;
  readonly check: boolean;
  readonly verbose: boolean;
  readonly master: boolean;
}

/** A configuration that can be served, or what is printed instead; the status tells which. */
type Loaded =
  | { readonly ok: true; readonly configuration: Configuration; readonly warnings: string }
  | { readonly ok: false; readonly text: string };

function* load(sys: Sys, file: string): Blocking<Loaded> {
  const notices = [`haproxy version is ${VERSION}`, 'path to executable is /usr/local/sbin/haproxy']
    .map((text) => message(sys, 'NOTICE', text))
    .join('');
  const text = sys.fs.readFile(file);
  if (!text.ok) {
    const why = `Cannot open configuration file/directory ${file} : ${strerror[text.errno]}`;
    return { ok: false, text: notices + message(sys, 'ALERT', why) };
  }
  const complaints = new Complaints(file);
  const configuration = yield* readProxies(sys, readSections(text.value, complaints), complaints);
  const warnings = complaints.warnings.map((one) => message(sys, 'WARNING', one)).join('');
  if (complaints.alerts.length === 0) return { ok: true, configuration, warnings };
  const last = [
    `config : Error(s) found in configuration file : ${file}`,
    'config : Fatal errors found in configuration.',
  ];
  const alerts = [...complaints.alerts, ...last].map((one) => message(sys, 'ALERT', one)).join('');
  return { ok: false, text: notices + warnings + alerts };
}

const keyOf = ({ address, port }: Bind): string => `${formatIp4(address)}:${port}`;

/** One running haproxy: its sockets, and the configuration that new connections are served by. */
class Balancer {
  readonly #sys: Sys;
  readonly #options: Options;
  readonly #gateway: Gateway;
  readonly #sockets = new Map<string, StreamSocket>();
  #configuration: Configuration | undefined;
  #status = 0;

  constructor(sys: Sys, options: Options) {
    this.#sys = sys;
    this.#options = options;
    this.#gateway = new Gateway(sys);
  }

  *run(configuration: Configuration): Blocking<number> {
    try {
      if (this.#options.master) yield* this.#say('NOTICE', `Initializing new worker (${this.#sys.pid})`);
      const failed = this.#use(configuration);
      if (failed !== undefined) {
        yield* this.#say('ALERT', failed);
        yield* this.#say('ALERT', '[haproxy.main()] Some protocols failed to start their listeners! Exiting.');
        return 1;
      }
      if (this.#options.master) yield* this.#say('NOTICE', 'Loading success.');
      this.#takeSignals();
      yield* this.#gateway.run();
      return this.#status;
    } finally {
      for (const socket of this.#sockets.values()) socket.close();
    }
  }

  #takeSignals(): void {
    const { threads } = this.#gateway;
    for (const signal of ['SIGUSR2', 'SIGHUP'] as const) {
      this.#sys.onSignal(signal, () => {
        if (this.#options.master) threads.start(this.#reload());
      });
    }
    this.#sys.onSignal('SIGUSR1', () => this.#gateway.end(true));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      this.#sys.onSignal(signal, () => {
        // What a worker that a signal has ended leaves its master with.
        this.#status = this.#options.master ? 128 + signalNumbers[signal] : 0;
        this.#gateway.end(false);
      });
    }
  }

  /** A new configuration takes over for those who come from now on; one with errors changes nothing. */
  *#reload(): Blocking<void> {
    yield* this.#say('NOTICE', 'Reexecuting Master process');
    try {
      const loaded = yield* load(this.#sys, this.#options.file);
      if (loaded.ok) {
        yield* this.#sys.error(loaded.warnings);
        yield* this.#say('NOTICE', `Initializing new worker (${this.#sys.pid})`);
        const failed = this.#use(loaded.configuration);
        yield* failed === undefined ? this.#say('NOTICE', 'Loading success.') : this.#say('ALERT', failed);
        return;
      }
      yield* this.#sys.error(loaded.text);
    } catch (error) {
      if (!(error instanceof ToolExit)) throw error;
      yield* this.#sys.error(error.stderr);
    }
    yield* this.#say('WARNING', 'Failed to load worker!');
  }

  /** Binds, drops what is not wanted any more and begins to check; answers why that could not be. */
  #use(configuration: Configuration): string | undefined {
    const wanted = new Map<string, { readonly bind: Bind; readonly frontend: Frontend }>();
    for (const frontend of configuration.frontends) {
      for (const bind of frontend.binds) wanted.set(keyOf(bind), { bind, frontend });
    }
    for (const [key, { bind, frontend }] of wanted) {
      if (this.#sockets.has(key)) continue;
      const opened = this.#bind(bind, frontend.name);
      if (typeof opened === 'string') return opened;
      this.#sockets.set(key, opened);
    }
    for (const [key, socket] of this.#sockets) {
      if (wanted.has(key)) continue;
      this.#sockets.delete(key);
      this.#gateway.drop(socket);
    }
    this.#configuration = configuration;
    const services = new Map(
      configuration.frontends.map((one) => [one, new FrontendService(this.#sys, configuration, one)]),
    );
    for (const [key, { frontend }] of wanted) {
      const socket = this.#sockets.get(key);
      const attend = services.get(frontend)?.attend();
      if (socket !== undefined && attend !== undefined) this.#gateway.listen(socket, attend);
    }
    this.#beginChecks(configuration);
    return undefined;
  }

  #bind({ address, port, line }: Bind, name: string): StreamSocket | string {
    const made = this.#sys.sockets.stream();
    const errno = made.ok ? (made.value.bind(address, port) ?? made.value.listen(BACKLOG)) : made.errno;
    if (made.ok && errno === undefined) return made.value;
    if (made.ok) made.value.close();
    const why = errno === undefined ? '' : strerror[errno];
    const where = `[${this.#options.file}:${line}]`;
    return `Binding ${where} for proxy ${name}: cannot bind socket (${why}) for [${formatIp4(address)}:${port}]`;
  }

  #beginChecks(configuration: Configuration): void {
    const checked = [...configuration.backends.values()].flatMap((backend) =>
      backend.servers.filter(({ check }) => check !== undefined).map((server) => ({ backend, server })),
    );
    const { logs } = configuration;
    const sys = this.#sys;
    const listener: Listener = {
      isOver: () => this.#configuration !== configuration,
      *tell(severity, text, line) {
        yield* sys.error(message(sys, severity, text));
        yield* logTo(sys, logs, severity === 'ALERT' ? 'alert' : 'notice', line);
      },
    };
    for (const [at, { backend, server }] of checked.entries()) {
      this.#gateway.threads.start(checkServer(sys, backend, server, at, checked.length, listener));
    }
  }

  *#say(severity: 'NOTICE' | 'WARNING' | 'ALERT', text: string): Blocking<void> {
    yield* this.#sys.error(message(this.#sys, severity, text));
  }
}

const versionText = `HAProxy version ${VERSION} 2025/11/21 - https://haproxy.org/\nStatus: long-term supported branch - will stop receiving fixes around Q2 2030.\n`;

function optionsOf(words: readonly string[]): Options {
  const flags = new Set<string>();
  let file: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-v' || word === '-vv') throw new ToolExit(0, '', versionText);
    else if (word === '-f' || word === '--') file = words[++at];
    else if (['-c', '-V', '-W', '-Ws', '-db', '-q', '-D', '-d'].includes(word)) flags.add(word);
    else if (/^-(sf|st|p|n|N|L|C|S|m|x)$/.test(word)) throw notSimulated(`haproxy ${word}`);
    else
      throw new ToolExit(
        1,
        `${versionText}Usage : haproxy [-f <cfgfile|cfgdir>]* [ -vdVD ] [ -n <maxconn> ] [ -N <maxpconn> ]\n`,
      );
  }
  if (file === undefined) {
    throw new ToolExit(
      1,
      `${versionText}Usage : haproxy [-f <cfgfile|cfgdir>]* [ -vdVD ] [ -n <maxconn> ] [ -N <maxpconn> ]\n`,
    );
  }
  const master = flags.has('-W') || flags.has('-Ws');
  return { file, check: flags.has('-c'), verbose: flags.has('-V'), master };
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const options = optionsOf(argv.slice(1));
  const loaded = yield* load(sys, options.file);
  if (!loaded.ok) throw new ToolExit(1, loaded.text);
  yield* sys.error(loaded.warnings);
  if (!options.check) return yield* new Balancer(sys, options).run(loaded.configuration);
  if (options.verbose) yield* sys.print('Configuration file is valid\n');
  return 0;
}

export const haproxy: Program = {
  name: 'haproxy',
  summary: 'load balancer for TCP and HTTP',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
