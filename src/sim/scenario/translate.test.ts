import { expect, it } from 'vitest';
import type { Scenario } from './format.ts';
import { translateScenario } from './translate.ts';
import { oneHost } from './worlds.ts';

const scenario: Scenario = {
  id: 'first',
  version: 1,
  title: 'First',
  summary: 'The first one.',
  minutes: 5,
  seed: 1,
  world: oneHost,
  steps: [
    { title: 'Look', text: 'Look around.', commands: [{ host: 'node1', run: 'ls' }], checks: [], hint: 'Type.' },
    { title: 'Leave', text: 'Go.', commands: [], checks: [] },
  ],
};

it('takes the texts that are there, and keeps the others', () => {
  const translated = translateScenario(scenario, {
    title: 'Erstes',
    steps: [{ text: 'Umsehen.' }, { title: 'Gehen', hint: 'Zu viel.' }, { title: 'Zu viel' }],
  });
  expect(translated).toEqual({
    ...scenario,
    title: 'Erstes',
    steps: [
      { ...scenario.steps[0], text: 'Umsehen.' },
      { ...scenario.steps[1], title: 'Gehen' },
    ],
  });
});

it.each([
  ['another shape', { steps: 'all' }],
  ['more than texts', { title: 'Erstes', world: oneHost }],
  ['commands', { steps: [{ commands: [{ host: 'node1', run: 'rm -rf /' }] }] }],
  ['nothing', undefined],
])('keeps the scenario as it is where the file has %s', (_, json) => {
  expect(translateScenario(scenario, json)).toEqual(scenario);
});
