// The guided scenarios that this site offers, in the language of the page; what is not translated stays in English.
import * as v from 'valibot';
import type { Scenario } from '../../sim/scenario/format.ts';
import { parseScenario } from '../../sim/scenario/load.ts';
import { translateScenario } from '../../sim/scenario/translate.ts';
import { useLanguage } from '../common/language.ts';
import { useLab } from '../store/lab.ts';

const SOURCE = 'en';

const entry = v.object({ id: v.string(), title: v.string(), summary: v.string(), minutes: v.number() });
const words = v.object({ id: v.string(), title: v.string(), summary: v.string() });

export type ScenarioEntry = Readonly<v.InferOutput<typeof entry>>;

async function fetchJson(path: string): Promise<unknown> {
  const response = await fetch(new URL(`scenarios/${path}`, document.baseURI));
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.json();
}

/** The same file in the page's language, if there is one: `scenario.de.json` for `scenario.json`. */
async function fetchTranslation(path: string): Promise<unknown> {
  const { language } = useLanguage.getState();
  if (language === SOURCE) return undefined;
  return fetchJson(path.replace(/\.json$/, `.${language}.json`)).catch(() => undefined);
}

/** The items of a list that are of a shape. */
function only<T extends v.GenericSchema>(schema: T, list: unknown): readonly v.InferOutput<T>[] {
  return Array.isArray(list) ? list.filter((one) => v.is(schema, one)) : [];
}

/** What this site offers. */
export async function listScenarios(): Promise<readonly ScenarioEntry[]> {
  const [list, translation] = await Promise.all([fetchJson('index.json'), fetchTranslation('index.json')]);
  const translated = new Map(only(words, translation).map((one) => [one.id, one]));
  return only(entry, list).map((one) => ({ ...one, ...translated.get(one.id) }));
}

export async function fetchScenario(id: string): Promise<Scenario> {
  const path = `${encodeURIComponent(id)}/scenario.json`;
  const [json, translation] = await Promise.all([fetchJson(path), fetchTranslation(path)]);
  const scenario = parseScenario(json);
  if (!scenario.ok) throw new Error(scenario.problems.join('\n'));
  return translation === undefined ? scenario.value : translateScenario(scenario.value, translation);
}

/** Shows the guide of the open lab in each language that the page comes to speak. */
export function followLanguageOfGuide(): void {
  useLanguage.subscribe(async () => {
    const open = useLab.getState().scenario;
    if (open === undefined) return;
    const scenario = await fetchScenario(open.id).catch(() => open);
    if (useLab.getState().scenario === open) useLab.setState({ scenario });
  });
}
