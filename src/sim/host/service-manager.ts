// The service manager of a host: units that start, stop and fail, and the journal of what they say.
// Source: systemd 252: systemctl(1), systemd.unit(5), systemd.service(5), journald.conf(5).
// Not modelled: dependencies, targets, timers, boot; units come from the daemons that run here.
import type { Blocking } from '../des/task.ts';
import { WaitQueue } from '../des/task.ts';
import type { HttpRequest, HttpResponse, HttpService } from './http.ts';

/** Where systemctl finds the manager. */
export const MANAGER_SOCKET = '/run/systemd/private';
/** Entries of the journal that are kept. */
const JOURNAL_LIMIT = 1000;

/** A daemon as the manager runs it. */
export interface UnitBody {
  /** Answers false when it does not come up. */
  start(): Blocking<boolean>;
  stop(): Blocking<void>;
  /** Where it can read its configuration again while it runs. */
  reload?(): void;
}

export interface UnitOptions {
  /** With its suffix: `docker.service`. */
  readonly name: string;
  readonly description: string;
  /** The unit file. */
  readonly path: string;
  readonly documentation: string;
  /** Units that start it when they are asked for. */
  readonly triggeredBy: readonly string[];
  /** What `active` means of it: `running`, `listening`. */
  readonly runs: string;
  /** Its command line, of a service. */
  readonly command: string;
  readonly body: UnitBody;
}

export type UnitState = 'active' | 'inactive' | 'failed';

/** A unit as systemctl shows it. */
export interface UnitView extends Omit<UnitOptions, 'body'> {
  readonly state: UnitState;
  /** Milliseconds since 1970 of the last change. */
  readonly since: number;
  readonly enabled: boolean;
  readonly pid: number | undefined;
}

export interface JournalEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly unit: string;
  readonly identifier: string;
  readonly pid: number;
  readonly text: string;
}

export class Unit {
  readonly options: UnitOptions;
  state: UnitState = 'active';
  since: number;
  enabled = true;
  pid: number | undefined;
  constructor(options: UnitOptions, since: number) {
    this.options = options;
    this.since = since;
  }
}

export class ServiceManager implements HttpService {
  /** Woken after each entry of the journal. */
  readonly logged = new WaitQueue();
  readonly #units = new Map<string, Unit>();
  readonly #journal: JournalEntry[] = [];
  readonly #now: () => number;
  /** Who turns the machine off. */
  onPower: ((wish: 'poweroff' | 'reboot') => void) | undefined;
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Stops all units, the latest first. */
  *shutDown(): Blocking<void> {
    for (const unit of [...this.#units.values()].reverse()) if (unit.state === 'active') yield* this.stop(unit);
  }

  /** Starts the units that are enabled. */
  *boot(): Blocking<void> {
    for (const unit of this.#units.values()) if (unit.enabled && unit.state !== 'active') yield* this.start(unit);
  }

  /** Takes a daemon in that runs already. */
  add(options: UnitOptions): Unit {
    const unit = new Unit(options, this.#now());
    this.#units.set(options.name, unit);
    return unit;
  }

  /** Writes to the journal. */
  log(unit: string, identifier: string, pid: number, text: string): void {
    this.#journal.push({ at: this.#now(), unit, identifier, pid, text });
    if (this.#journal.length > JOURNAL_LIMIT) this.#journal.shift();
    this.logged.wake();
  }

  *serve(request: HttpRequest): Blocking<HttpResponse> {
    const [, family = '', name = '', action = ''] = request.path.split('/');
    if (family === 'journal') return json(this.#journal.filter(({ unit }) => name === '' || unit === name));
    if (family === 'units' && name === '') return json([...this.#units.values()].map(viewOf));
    if (family === 'power' && (name === 'poweroff' || name === 'reboot')) {
      this.onPower?.(name);
      return { status: 200 };
    }
    const unit = this.#units.get(name);
    if (unit === undefined) return { status: 404 };
    if (action === 'enable' || action === 'disable') unit.enabled = action === 'enable';
    else if (action !== '' && !(yield* this.#act(unit, action))) return { status: 500 };
    return json(viewOf(unit));
  }

  /** Starts, stops or restarts: false when the unit does not come up. */
  *#act(unit: Unit, action: string): Blocking<boolean> {
    if (action === 'reload') {
      if (unit.state !== 'active' || unit.options.body.reload === undefined) return false;
      unit.options.body.reload();
      this.#say(unit.options.name, `Reloaded ${unit.options.name} - ${unit.options.description}.`);
      return true;
    }
    if (action !== 'start' && unit.state === 'active') yield* this.stop(unit);
    if (action === 'stop') {
      if (unit.state === 'failed') this.#change(unit, 'inactive');
      return true;
    }
    return yield* this.start(unit);
  }

  *start(unit: Unit): Blocking<boolean> {
    if (unit.state === 'active') return true;
    const { name, description, body } = unit.options;
    this.#say(name, `Starting ${name} - ${description}...`);
    const isUp = yield* body.start();
    this.#change(unit, isUp ? 'active' : 'failed');
    if (isUp) {
      this.#say(name, `Started ${name} - ${description}.`);
    } else {
      this.#say(name, `${name}: Main process exited, code=exited, status=1/FAILURE`);
      this.#say(name, `${name}: Failed with result 'exit-code'.`);
      this.#say(name, `Failed to start ${name} - ${description}.`);
    }
    return isUp;
  }

  *stop(unit: Unit): Blocking<void> {
    const { name, description, body } = unit.options;
    this.#say(name, `Stopping ${name} - ${description}...`);
    yield* body.stop();
    this.#change(unit, 'inactive');
    this.#say(name, `${name}: Deactivated successfully.`);
    this.#say(name, `Stopped ${name} - ${description}.`);
  }

  #change(unit: Unit, state: UnitState): void {
    unit.state = state;
    unit.since = this.#now();
  }

  #say(unit: string, text: string): void {
    this.log(unit, 'systemd', 1, text);
  }
}

function viewOf(unit: Unit): UnitView {
  const { body: _body, ...options } = unit.options;
  return { ...options, state: unit.state, since: unit.since, enabled: unit.enabled, pid: unit.pid };
}

function json(body: unknown): HttpResponse {
  return { status: 200, body: JSON.stringify(body) };
}
