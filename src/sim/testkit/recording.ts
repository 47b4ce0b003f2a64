// Plays recordings of real hosts against the simulator: each step in a fresh non-interactive shell on its host.
// The format is described in tests/recordings/README.md.
// Not for: comparing; tests/recordings/compare.ts does that.
import type { Result } from '../base/errno.ts';
import type { Blocking } from '../des/task.ts';
import { loginEnvironment } from '../host/host.ts';
import type { Launched, Machine } from '../host/machine.ts';
import { worlds } from '../scenario/worlds.ts';
import { World } from '../world.ts';

export interface RecordedStep {
  readonly host: string;
  readonly cmd: string;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Seconds of quiet before it. */
  readonly waitBefore?: number;
  /** Its trimmed output is in the environment of all later steps under this name. */
  readonly sets?: string;
  readonly compare?: 'none' | 'exit' | 'words' | 'lines' | 'shape';
  readonly note?: string;
}

export interface Recording {
  readonly title: string;
  readonly world: string;
  /** Recordings to play first, in the same world. */
  readonly after?: readonly string[];
  readonly steps: readonly RecordedStep[];
}

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const SECOND = 1_000_000;
/** Virtual time that the daemons have for starting before the first step. */
const SETTLE = 5 * SECOND;
/** What passes on a real lab's hosts between the end of a step and the next one's command: sign-in, shell, client. */
const BETWEEN_STEPS = SECOND;
/** A step that takes longer in virtual time is taken to hang. */
const STEP_LIMIT = 600 * SECOND;
const SEED = 1;

/** Plays `recording`, after those it names (read by `load`); answers what each of its steps printed. */
export function playRecording(recording: Recording, load: (name: string) => Recording): Answer[] {
  return playedWorld(recording, load).answers;
}

/** The same, with the world that has come of it. */
export function playedWorld(
  recording: Recording,
  load: (name: string) => Recording,
): { readonly world: World; readonly answers: Answer[] } {
  const spec = worlds.get(recording.world);
  if (!spec) throw new Error(`no such world: ${recording.world}`);
  const world = new World(spec, SEED);
  world.runUntil(SETTLE);
  const env = new Map<string, string>();
  for (const name of recording.after ?? []) playSteps(world, load(name), env);
  return { world, answers: playSteps(world, recording, env) };
}

function playSteps(world: World, recording: Recording, env: Map<string, string>): Answer[] {
  return recording.steps.map((step) => {
    world.runUntil(world.now + BETWEEN_STEPS + (step.waitBefore ?? 0) * SECOND);
    const answer = playStep(world, step, env);
    if (step.sets) env.set(step.sets, answer.stdout.trim());
    return answer;
  });
}

/** Types one step on its host and lets the world run until it has ended; `extra` is added to its environment. */
export function playStep(world: World, step: RecordedStep, extra: ReadonlyMap<string, string> = new Map()): Answer {
  const machine = world.machine(step.host);
  if (!machine) return { stdout: '', stderr: `no such host in this world: ${step.host}`, exit: 255 };
  const env = new Map([...loginEnvironment(), ...extra]);
  return runToEnd(world, machine, { argv: ['bash', '-c', step.cmd], env, cwd: '/' });
}

/** Starts a program with pipes for output and runs the world until it has ended (or for the step limit). */
function runToEnd(
  world: World,
  machine: Machine,
  what: { readonly argv: readonly string[]; readonly env: ReadonlyMap<string, string>; readonly cwd: string },
): Answer {
  const launched: Result<Launched> = machine.launch({
    enclosure: machine.enclosure,
    ...what,
    stdio: { kind: 'pipes', stdin: false },
  });
  if (!launched.ok) return { stdout: '', stderr: launched.errno, exit: 127 };
  const process = launched.value;
  const text = { stdout: '', stderr: '' };
  function* collect(): Blocking<void> {
    for (let chunk = yield* process.read(); chunk !== undefined; chunk = yield* process.read())
      text[chunk.channel] += chunk.text;
  }
  const reading = machine.startTask(collect());
  const deadline = world.now + STEP_LIMIT;
  while (reading.outcome === undefined || process.status() === undefined) {
    const next = world.nextTime();
    if (next === undefined || next > deadline) {
      process.kill('SIGKILL');
      world.runUntil(world.now + SECOND);
      return {
        ...text,
        stderr: `${text.stderr}hoplab: this step did not end within ${STEP_LIMIT / SECOND} s\n`,
        exit: 124,
      };
    }
    world.runUntil(next);
  }
  const status = process.status();
  return { ...text, exit: status?.kind === 'exited' ? status.status : 137 };
}
