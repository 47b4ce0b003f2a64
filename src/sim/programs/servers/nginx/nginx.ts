// nginx: the web server, reverse proxy and load balancer of the image of that name, as /etc/nginx/nginx.conf says.
// Source: nginx(8); src/core/nginx.c, src/os/unix/ngx_process_cycle.c.
// Not modelled: a master with worker processes (one process does both), binary upgrades, log files that are reopened, TLS.
import { strerror } from '../../../base/errno.ts';
import { formatIp4 } from '../../../base/ip4.ts';
import { MILLISECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { notSimulated, runTool, ToolExit } from '../../net/tool.ts';
import { type Attendance, attendHttp, Gateway } from '../proxy/gateway.ts';
import { ConfigError } from './conf-file.ts';
import { type Level, logError } from './log.ts';
import { Scope } from './scope.ts';
import { serviceOf } from './service.ts';
import { type Listen, readSite, type Site } from './site.ts';
import { VERSION } from './variables.ts';

const CONFIG = '/etc/nginx/nginx.conf';
const PID_FILE = '/run/nginx.pid';
const BACKLOG = 511; // NGX_LISTEN_BACKLOG
const BIND_TRIES = 5; // ngx_open_listening_sockets
const BIND_PAUSE = 500 * MILLISECOND;
const noScope = new Scope([]);

/** The sockets that a configuration wants: one for all addresses of a port covers those of single ones. */
function wantedListens(site: Site): Listen[] {
  const wanted = new Map<string, Listen>();
  const all = site.servers.flatMap(({ listens }) => listens);
  for (const listen of all) {
    const covered = all.some(
      ({ family, address, port }) => family === listen.family && address === 0 && port === listen.port,
    );
    if (listen.address === 0 || !covered) wanted.set(keyOf(listen), listen);
  }
  return [...wanted.values()];
}

const keyOf = ({ family, address, port }: Listen): string =>
  `${family === 'inet6' ? '[::]' : formatIp4(address)}:${port}`;

/** One running nginx: its sockets, and the configuration that new connections are served by. */
class Server {
  readonly #sys: Sys;
  readonly #file: string;
  readonly #gateway: Gateway;
  readonly #sockets = new Map<string, StreamSocket>();
  readonly #attend: Attendance;
  #site: Site;
  #service: ReturnType<typeof serviceOf>;

  constructor(sys: Sys, file: string, site: Site) {
    this.#sys = sys;
    this.#file = file;
    this.#site = site;
    this.#gateway = new Gateway(sys);
    this.#service = this.#serviceOf(site);
    this.#attend = attendHttp(sys, () => this.#service);
  }

  *run(): Blocking<number> {
    try {
      if (!(yield* this.#open(wantedListens(this.#site)))) return 1;
      this.#sys.fs.writeFile(PID_FILE, `${this.#sys.pid}\n`);
      this.#takeSignals();
      yield* this.#gateway.run();
      return 0;
    } finally {
      for (const socket of this.#sockets.values()) socket.close();
      this.#closeIdle(this.#site);
      this.#sys.fs.remove(PID_FILE);
    }
  }

  #takeSignals(): void {
    const { threads } = this.#gateway;
    this.#sys.onSignal('SIGHUP', () => threads.start(this.#reload()));
    this.#sys.onSignal('SIGQUIT', () => this.#gateway.end(true));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) this.#sys.onSignal(signal, () => this.#gateway.end(false));
    for (const signal of ['SIGUSR1', 'SIGWINCH'] as const) this.#sys.onSignal(signal, 'ignore');
  }

  /** Connections that are there are served by what they began with; a configuration with errors changes nothing. */
  *#reload(): Blocking<void> {
    yield* this.#log('notice', 'signal 1 (SIGHUP) received, reconfiguring');
    yield* this.#log('notice', 'reconfiguring');
    try {
      const site = yield* readSite(this.#sys, this.#file);
      const listens = wantedListens(site);
      if (!(yield* this.#open(listens))) return;
      const kept = new Set(listens.map(keyOf));
      for (const [key, socket] of this.#sockets) {
        if (kept.has(key)) continue;
        this.#sockets.delete(key);
        this.#gateway.drop(socket);
      }
      this.#closeIdle(this.#site);
      this.#site = site;
      this.#service = this.#serviceOf(site);
    } catch (error) {
      if (error instanceof ToolExit) yield* this.#sys.error(error.stderr);
      else if (error instanceof ConfigError) yield* this.#log('emerg', error.message);
      else throw error;
    }
  }

  #serviceOf(site: Site): ReturnType<typeof serviceOf> {
    return serviceOf(this.#sys, site, () => this.#gateway.count());
  }

  #closeIdle(site: Site): void {
    for (const upstream of site.upstreams.values()) upstream.idle.closeAll();
  }

  /** Binds what is not bound yet, trying a few times as the real one does. */
  *#open(listens: readonly Listen[]): Blocking<boolean> {
    for (const listen of listens) {
      const key = keyOf(listen);
      if (this.#sockets.has(key)) continue;
      const socket = yield* this.#bind(listen, key);
      if (socket === undefined) return false;
      this.#sockets.set(key, socket);
      this.#gateway.listen(socket, this.#attend);
    }
    return true;
  }

  *#bind({ family, address, port }: Listen, name: string): Blocking<StreamSocket | undefined> {
    for (let tries = 0; tries < BIND_TRIES; tries++) {
      const made = this.#sys.sockets.stream({ family });
      if (!made.ok) return undefined;
      const errno = made.value.bind(address, port) ?? made.value.listen(BACKLOG);
      if (errno === undefined) return made.value;
      made.value.close();
      const number = errno === 'EADDRINUSE' ? 98 : 99;
      yield* this.#sys.error(`nginx: [emerg] bind() to ${name} failed (${number}: ${strerror[errno]})\n`);
      if (errno !== 'EADDRINUSE') return undefined;
      yield* this.#sys.sleep(BIND_PAUSE);
    }
    yield* this.#sys.error('nginx: [emerg] still could not bind()\n');
    return undefined;
  }

  *#log(level: Level, text: string): Blocking<void> {
    yield* logError(this.#sys, this.#site.main, level, text);
  }
}

interface Options {
  readonly file: string;
  readonly test: boolean;
  readonly quiet: boolean;
  readonly dump: boolean;
  readonly signal: string | undefined;
}

function optionsOf(words: readonly string[]): Options {
  let file = CONFIG;
  let signal: string | undefined;
  const flags = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!/^-[a-zA-Z?]+$/.test(word)) throw new ToolExit(1, `nginx: invalid option: "${word.replace(/^-/, '')}"\n`);
    for (const letter of word.slice(1)) {
      if ('vVthTq?'.includes(letter)) flags.add(letter);
      else if ('cgspe'.includes(letter)) {
        const value = words[++at];
        if (value === undefined) throw new ToolExit(1, `nginx: option "-${letter}" requires ${valueWords[letter]}\n`);
        if (letter === 'c') file = value.startsWith('/') ? value : `/etc/nginx/${value}`;
        else if (letter === 's') signal = value;
        else if (letter !== 'g') throw notSimulated(`nginx -${letter}`);
        else if (!isIdle(value)) throw notSimulated(`nginx -g '${value}'`);
      } else throw new ToolExit(1, `nginx: invalid option: "${letter}"\n`);
    }
  }
  if (flags.has('v') || flags.has('V')) throw new ToolExit(0, `nginx version: nginx/${VERSION}\n`);
  if (flags.has('h') || flags.has('?')) throw new ToolExit(0, `nginx version: nginx/${VERSION}\n${help}`);
  return { file, test: flags.has('t') || flags.has('T'), quiet: flags.has('q'), dump: flags.has('T'), signal };
}

const valueWords: Readonly<Record<string, string>> = {
  c: 'file name',
  g: 'parameter',
  s: 'parameter',
  p: 'directory name',
  e: 'file name',
};

/** Global directives of the command line that change nothing here. */
const isIdle = (directives: string): boolean =>
  directives
    .split(';')
    .map((one) => one.trim().replace(/\s+/g, ' '))
    .every((one) => one === '' || /^(daemon (on|off)|master_process (on|off)|worker_processes \w+)$/.test(one));

const help = `Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
             [-e filename] [-c filename] [-g directives]

Options:
  -?,-h         : this help
  -v            : show version and exit
  -V            : show version and configure options then exit
  -t            : test configuration and exit
  -T            : test configuration, dump it and exit
  -q            : suppress non-error messages during configuration testing
  -s signal     : send signal to a master process: stop, quit, reopen, reload
  -p prefix     : set prefix path (default: /etc/nginx/)
  -e filename   : set error log file (default: /var/log/nginx/error.log)
  -c filename   : set configuration file (default: /etc/nginx/nginx.conf)
  -g directives : set global directives out of configuration file

`;

const signals = { stop: 'SIGTERM', quit: 'SIGQUIT', reopen: 'SIGUSR1', reload: 'SIGHUP' } as const;

/** `nginx -s`: told to the process whose number stands in the pid file. */
function* sendSignal(sys: Sys, name: string): Blocking<number> {
  const signal = Object.entries(signals).find(([known]) => known === name)?.[1];
  if (signal === undefined) throw new ToolExit(1, `nginx: invalid option: "-s ${name}"\n`);
  const text = sys.fs.readFile(PID_FILE);
  if (!text.ok) throw new ToolExit(1, `nginx: [error] open() "${PID_FILE}" failed (2: No such file or directory)\n`);
  yield* logError(sys, noScope, 'notice', 'signal process started');
  const errno = sys.kill(Number(text.value), signal);
  if (errno === undefined) return 0;
  throw new ToolExit(1, `nginx: [alert] kill(${text.value.trim()}, ${name}) failed (3: ${strerror[errno]})\n`);
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const options = optionsOf(argv.slice(1));
  try {
    const site = yield* readSite(sys, options.file);
    if (options.signal !== undefined) return yield* sendSignal(sys, options.signal);
    if (!options.test) return yield* new Server(sys, options.file, site).run();
    if (!options.quiet) {
      yield* sys.error(`nginx: the configuration file ${options.file} syntax is ok\n`);
      yield* sys.error(`nginx: configuration file ${options.file} test is successful\n`);
    }
    const text = options.dump ? sys.fs.readFile(options.file) : undefined;
    if (text?.ok) yield* sys.print(`# configuration file ${options.file}:\n${text.value}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield* logError(sys, noScope, 'emerg', error.message);
    yield* sys.error(`nginx: [emerg] ${error.message}\n`);
    if (options.test) yield* sys.error(`nginx: configuration file ${options.file} test failed\n`);
    return 1;
  }
}

export const nginx: Program = {
  name: 'nginx',
  summary: 'HTTP and reverse proxy server',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
