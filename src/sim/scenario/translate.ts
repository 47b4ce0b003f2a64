// A scenario's texts in another language: `scenario.de.json` beside `scenario.json` holds nothing but texts, step by step.
// Untrusted as scenario files are (load.ts); the shape is below. Where it has no text, or one of another shape, the original stays.
// Not translated: commands, names of things, and what programs print.
import * as v from 'valibot';
import type { Scenario } from './format.ts';

const MAX_TEXT = 10_000;
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));

const translationSchema = v.strictObject({
  title: v.exactOptional(text),
  summary: v.exactOptional(text),
  steps: v.exactOptional(
    v.array(v.strictObject({ title: v.exactOptional(text), text: v.exactOptional(text), hint: v.exactOptional(text) })),
  ),
});

/** The scenario with the texts of a translation file's JSON value; as it is if that is none. */
export function translateScenario(scenario: Scenario, json: unknown): Scenario {
  const result = v.safeParse(translationSchema, json);
  if (!result.success) return scenario;
  const { title, summary, steps = [] } = result.output;
  return {
    ...scenario,
    title: title ?? scenario.title,
    summary: summary ?? scenario.summary,
    steps: scenario.steps.map((step, i) => {
      const { hint, ...words } = steps[i] ?? {};
      return { ...step, ...words, ...(step.hint === undefined || hint === undefined ? {} : { hint }) };
    }),
  };
}
