// Reads saved labs: untrusted JSON in, a valid `LabFile` or a list of problems out.
import * as v from 'valibot';
import { isFilePath, MAX_FILE_TEXT } from '../sim/input.ts';
import type { Loaded } from '../sim/scenario/load.ts';
import { problemsOf, setupCommand, worldSchema } from '../sim/scenario/load.ts';
import { changeSchema } from '../sim/scenario/load-change.ts';
import { historyProblem, historySchema } from './history-file.ts';
import { momentSchema } from './moment.ts';
import type { LabFile } from './protocol.ts';
import { sketchSchema } from './sketch.ts';

/** Inputs of a lab; more than hours of typing. */
export const MAX_INPUTS = 200_000;
/** A day of virtual microseconds. */
const MAX_TIME = 86_400_000_000;

const at = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_TIME));
const tty = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

const input = v.variant('kind', [
  v.strictObject({
    at,
    kind: v.literal('tty.open'),
    tty,
    host: v.pipe(v.string(), v.maxLength(64)),
    columns: size,
    rows: size,
  }),
  v.strictObject({ at, kind: v.literal('tty.data'), tty, text: v.pipe(v.string(), v.maxLength(100_000)) }),
  v.strictObject({ at, kind: v.literal('tty.resize'), tty, columns: size, rows: size }),
  v.strictObject({ at, kind: v.literal('tty.close'), tty }),
  v.strictObject({
    at,
    kind: v.literal('file.write'),
    host: v.pipe(v.string(), v.maxLength(64)),
    path: v.pipe(v.string(), v.check(isFilePath, 'must be an absolute path to a file')),
    text: v.pipe(v.string(), v.maxLength(MAX_FILE_TEXT)),
  }),
  v.strictObject({ at, kind: v.literal('change'), change: changeSchema }),
]);

const inputs = v.pipe(v.array(input), v.maxLength(MAX_INPUTS));

const labSchema = v.pipe(
  v.strictObject({
    format: v.literal('hoplab', 'this is not a Hoplab lab'),
    version: v.literal(1, 'this lab was made by a newer Hoplab'),
    seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff)),
    world: worldSchema,
    scenario: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))),
    setup: v.exactOptional(v.pipe(v.array(setupCommand), v.maxLength(200))),
    inputs,
    time: at,
    history: v.exactOptional(historySchema(at, inputs)),
    name: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
    moment: v.exactOptional(momentSchema),
    sketch: v.exactOptional(sketchSchema),
  }),
  v.check(
    (lab) => inOrder(lab.inputs) && (lab.inputs.at(-1)?.at ?? 0) <= lab.time,
    'its inputs are not in the order of time',
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || !dataset.value.history) return;
    const message = historyProblem(dataset.value.history, dataset.value.inputs);
    if (message !== undefined) addIssue({ message });
  }),
  v.check(({ inputs, world }) => {
    const hosts = new Set(world.hosts.map((host) => host.name));
    // A host that is added later may have any name.
    if (inputs.some((one) => one.kind === 'change' && one.change.kind === 'host.add')) return true;
    return inputs.every((one) => one.kind !== 'file.write' || hosts.has(one.host));
  }, 'it writes a file on a host that it does not have'),
);

function inOrder(inputs: readonly { readonly at: number }[]): boolean {
  return inputs.every((one, i) => i === 0 || (inputs[i - 1] as { at: number }).at <= one.at);
}

/** Validates a lab file's JSON value. */
export function parseLab(json: unknown): Loaded<LabFile> {
  const result = v.safeParse(labSchema, json);
  return result.success ? { ok: true, value: result.output } : { ok: false, problems: problemsOf(result.issues) };
}
