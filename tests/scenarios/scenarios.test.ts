import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StepWatch } from '../../src/session/checks.ts';
import { parseScenario } from '../../src/sim/scenario/load.ts';
import { translateScenario } from '../../src/sim/scenario/translate.ts';
import { Player } from './player.ts';
import { expectBuiltForReal } from './reality.ts';

const folder = new URL('../../public/scenarios/', import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

it('the list names every scenario, as its file does', () => {
  const listed = json('index.json') as { id: string; title: string; summary: string; minutes: number }[];
  expect(listed.map((one) => one.id).sort()).toEqual([...ids].sort());
  for (const { id, title, summary, minutes } of listed) {
    expect(json(`${id}/scenario.json`)).toMatchObject({ id, title, summary, minutes });
  }
});

/** Of a text: what is code in it, which no language translates. */
const codeIn = (text: string) => [...text.matchAll(/`[^`]+`/g)].map(([code]) => code).sort();

describe.each(['de'])('scenarios in %s', (language) => {
  it('the list has the words of every scenario, as its file does', () => {
    const listed = json(`index.${language}.json`) as { id: string; title: string; summary: string }[];
    expect(listed.map((one) => one.id).sort()).toEqual([...ids].sort());
    for (const { id, title, summary } of listed) {
      expect(json(`${id}/scenario.${language}.json`)).toMatchObject({ title, summary });
    }
  });

  it.each(ids)('%s is translated from its first text to its last, code as it is', (id) => {
    const loaded = parseScenario(json(`${id}/scenario.json`));
    if (!loaded.ok) expect.fail(loaded.problems.join());
    const original = loaded.value;
    const translated = translateScenario(original, json(`${id}/scenario.${language}.json`));
    expect(translated.summary).not.toBe(original.summary);
    expect(translated.steps).toHaveLength(original.steps.length);
    translated.steps.forEach((step, i) => {
      const { text, hint, ...rest } = original.steps[i] ?? expect.fail();
      expect(step).toMatchObject({ commands: rest.commands, checks: rest.checks });
      expect(step.text, rest.title).not.toBe(text);
      expect(codeIn(step.text), rest.title).toEqual(codeIn(text));
      expect(step.hint === hint, rest.title).toBe(hint === undefined);
      expect(codeIn(step.hint ?? '')).toEqual(codeIn(hint ?? ''));
    });
  });
});

describe.each(ids)('scenario %s', (id) => {
  it('is valid, its own commands solve it step by step, no step before its time, and its end can be built for real', () => {
    const loaded = parseScenario(json(`${id}/scenario.json`));
    expect(loaded).toMatchObject({ ok: true });
    if (!loaded.ok) return;
    const scenario = loaded.value;
    const player = new Player(scenario);
    const watch = new StepWatch(scenario, player.lab.world);
    scenario.steps.forEach((step, i) => {
      expect(watch.look()[i]?.done, `step ${i + 1} (${step.title}) before its commands`).toBe(false);
      for (const { host, run } of step.commands) {
        player.run(host, run);
        watch.look();
      }
      player.until(() => watch.look()[i]?.done === true);
      const missing = watch.look()[i]?.checks.filter((check) => !check.met);
      expect(missing, `step ${i + 1} (${step.title}) after its commands`).toEqual([]);
    });
    expect(watch.look().every((state) => state.done)).toBe(true);
    expectBuiltForReal(player.lab, scenario);
  });
});
