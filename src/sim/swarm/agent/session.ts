// A session with a manager: registration, heartbeats, and the streams that come from there.
// Source: swarmkit agent/session.go.
// Not modelled: the old Tasks stream.
import { type Scheduler, SECOND } from '../../des/scheduler.ts';
import { type Blocking, Task as Routine, WaitQueue } from '../../des/task.ts';
import type {
  AssignmentsMessage,
  DispatcherApi,
  SessionMessage,
  SessionRequest,
  Subscription,
  TaskStatusUpdate,
} from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import type { LogBrokerApi, SubscriptionMessage } from '../logbroker/protocol.ts';

/** dispatcherRPCTimeout */
const RPC_TIMEOUT = 5 * SECOND;

/** What an agent uses of a manager. */
export interface ManagerApi {
  readonly dispatcher: DispatcherApi;
  readonly logBroker: LogBrokerApi;
}

export class Session {
  id = '';
  registered = false;
  closed = false;
  /** Why the session is over. */
  error: SwarmError | undefined;
  /** Woken when something has come, or the session is over. */
  readonly changed = new WaitQueue();
  readonly logBroker: LogBrokerApi;
  readonly #scheduler: Scheduler;
  readonly #api: DispatcherApi;
  readonly #routines: Routine<void>[] = [];
  readonly #streams: Subscription<unknown>[] = [];
  readonly #messages: SessionMessage[] = [];
  readonly #assignments: AssignmentsMessage[] = [];
  readonly #subscriptions: SubscriptionMessage[] = [];

  constructor(scheduler: Scheduler, api: ManagerApi) {
    this.#scheduler = scheduler;
    this.#api = api.dispatcher;
    this.logBroker = api.logBroker;
  }

  takeMessage(): SessionMessage | undefined {
    return this.#messages.shift();
  }

  takeAssignments(): AssignmentsMessage | undefined {
    return this.#assignments.shift();
  }

  /** That somebody wants lines of tasks, or wants them no more. */
  takeSubscription(): SubscriptionMessage | undefined {
    return this.#subscriptions.shift();
  }

  /** Registers; throws SwarmError when that fails or takes too long. */
  *open(request: SessionRequest): Blocking<void> {
    const stream = yield* this.#within('session initiation timed out', this.#begin(request));
    this.#streams.push(stream);
    this.registered = true;
    this.#spawn(this.#beat());
    this.#spawn(this.#listen(stream));
    this.#spawn(this.#watch());
    this.#spawn(this.#listenSubscriptions());
  }

  *updateTaskStatus(updates: readonly TaskStatusUpdate[]): Blocking<void> {
    yield* this.#api.updateTaskStatus(this.id, updates);
  }

  /** Ends it from this side. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const routine of this.#routines) routine.kill();
    for (const stream of this.#streams) stream.close();
    this.changed.wake();
  }

  fail(error: SwarmError): void {
    if (this.closed) return;
    this.error ??= error;
    this.changed.wake();
  }

  *#begin(request: SessionRequest): Blocking<Subscription<SessionMessage>> {
    const stream = yield* this.#api.session(request);
    const first = yield* stream.next();
    if (first === undefined) throw new SwarmError('Unavailable', 'EOF');
    this.id = first.sessionId;
    this.#messages.push(first);
    return stream;
  }

  *#beat(): Blocking<void> {
    for (;;) {
      const period = yield* this.#within('context deadline exceeded', this.#api.heartbeat(this.id));
      const next = this.#scheduler.now + period;
      while (this.#scheduler.now < next) yield { on: [], until: next };
    }
  }

  *#listen(stream: Subscription<SessionMessage>): Blocking<void> {
    for (;;) {
      const message = yield* stream.next();
      if (message === undefined) throw new SwarmError('Unavailable', 'EOF');
      this.#messages.push(message);
      this.changed.wake();
    }
  }

  *#watch(): Blocking<void> {
    let reference = '';
    for (;;) {
      const stream = yield* this.#api.assignments(this.id);
      this.#streams.push(stream);
      for (;;) {
        const message = yield* stream.next();
        if (message === undefined) throw new SwarmError('Unavailable', 'EOF');
        const fits = reference === '' || message.type === 'complete' || message.appliesTo === reference;
        this.#assignments.push(message);
        this.changed.wake();
        if (!fits) break;
        reference = message.resultsIn;
      }
      reference = '';
      stream.close();
    }
  }

  *#listenSubscriptions(): Blocking<void> {
    const stream = yield* this.logBroker.listen();
    this.#streams.push(stream);
    for (;;) {
      const message = yield* stream.next();
      if (message === undefined) throw new SwarmError('Unavailable', 'EOF');
      this.#subscriptions.push(message);
      this.changed.wake();
    }
  }

  #spawn(body: Blocking<void>): void {
    this.#routines.push(new Routine(this.#scheduler, this.#guarded(body)));
  }

  *#guarded(body: Blocking<void>): Blocking<void> {
    try {
      yield* body;
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      this.fail(error);
    }
  }

  /** What `body` answers; throws DeadlineExceeded when it does not in time. */
  *#within<T>(text: string, body: Blocking<T>): Blocking<T> {
    const deadline = this.#scheduler.now + RPC_TIMEOUT;
    let result: { readonly value: T } | undefined;
    let failure: SwarmError | undefined;
    const call = new Routine(
      this.#scheduler,
      (function* (): Blocking<void> {
        try {
          result = { value: yield* body };
        } catch (error) {
          if (!(error instanceof SwarmError)) throw error;
          failure = error;
        }
      })(),
    );
    try {
      while (call.outcome === undefined && this.#scheduler.now < deadline) yield { on: [call.ended], until: deadline };
    } finally {
      call.kill();
    }
    if (failure !== undefined) throw failure;
    if (result === undefined) throw new SwarmError('DeadlineExceeded', text);
    return result.value;
  }
}
