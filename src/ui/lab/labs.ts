// Labs as the learner handles them: a new one, the same again, one from a file, a guided one.
import { toast } from 'sonner';
import type { LabFile } from '../../session/protocol.ts';
import type { Scenario, WorldSpec } from '../../sim/scenario/format.ts';
import { parseScenario } from '../../sim/scenario/load.ts';
import { oneHost } from '../../sim/scenario/worlds.ts';
import { download } from '../common/download.ts';
import { t } from '../common/messages.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { openLab } from './connection.ts';

/** Sandboxes share one seed, so that the same commands give the same identifiers to a whole class. */
const SANDBOX_SEED = 1;
const CAPTURE_NAME = 'hoplab.pcapng';
const MAX_FILE_BYTES = 5_000_000;

/** How the running lab started: for making it again from the beginning. */
let start: { readonly lab: LabFile; readonly scenario: Scenario | undefined } | undefined;

/** Opens a lab and remembers how it began. One that something was done in can be brought back. */
async function beginLab(lab: LabFile, scenario: Scenario | undefined): Promise<void> {
  const before = await door()
    ?.save()
    .catch(() => undefined);
  start = { lab: { ...lab, inputs: [], time: 0 }, scenario };
  openLab(lab, scenario);
  if (before?.inputs.some((input) => input.kind === 'tty.data' || input.kind === 'file.write')) {
    toast.info(t('lab.aside'), { action: { label: t('lab.bringBack'), onClick: () => void resumeLab(before) } });
  }
}

/** One host, nothing on it; or another world to begin with. */
export function newLab(world: WorldSpec = oneHost): void {
  void beginLab({ format: 'hoplab', version: 1, seed: SANDBOX_SEED, world, inputs: [], time: 0 }, undefined);
}

/** The same lab from its beginning. */
export function resetLab(): void {
  if (start === undefined) newLab();
  else void beginLab(start.lab, start.scenario);
}

export interface ScenarioEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
}

async function fetchJson(path: string): Promise<unknown> {
  const response = await fetch(new URL(path, document.baseURI));
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.json();
}

/** The scenarios that this site offers. */
export async function listScenarios(): Promise<readonly ScenarioEntry[]> {
  const list: unknown = await fetchJson('scenarios/index.json');
  if (!Array.isArray(list)) throw new Error('scenarios/index.json: not a list');
  return list.filter(isEntry);
}

function isEntry(value: unknown): value is ScenarioEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, summary, minutes } = value as Record<string, unknown>;
  return (
    typeof id === 'string' && typeof title === 'string' && typeof summary === 'string' && typeof minutes === 'number'
  );
}

async function fetchScenario(id: string): Promise<Scenario> {
  const scenario = parseScenario(await fetchJson(`scenarios/${encodeURIComponent(id)}/scenario.json`));
  if (!scenario.ok) throw new Error(scenario.problems.join('\n'));
  return scenario.value;
}

/** The lab that a scenario starts from. */
function labOf(scenario: Scenario): LabFile {
  const { id, seed, world, setup } = scenario;
  const lab = { format: 'hoplab', version: 1, seed, world, scenario: id, inputs: [], time: 0 } as const;
  return setup === undefined ? lab : { ...lab, setup };
}

/** Starts a guided scenario. */
export async function openScenario(id: string): Promise<void> {
  try {
    const scenario = await fetchScenario(id);
    await beginLab(labOf(scenario), scenario);
    useLayout.getState().showLeft('guide');
  } catch (error) {
    toast.error(t('scenario.failed'), { description: String(error) });
  }
}

/** Makes a saved lab again, with its scenario where it has one that this site knows. */
export async function resumeLab(lab: LabFile): Promise<void> {
  let scenario: Scenario | undefined;
  if (lab.scenario !== undefined) {
    scenario = await fetchScenario(lab.scenario).catch(() => undefined);
    if (scenario === undefined) toast.warning(t('scenario.unknown', { id: lab.scenario }));
    else useLayout.getState().showLeft('guide');
  }
  await beginLab(lab, scenario);
}

/** Hands the lab out as a file. */
export async function downloadLab(): Promise<void> {
  const lab = (await door()?.save()) ?? useLab.getState().crash?.lab;
  if (lab === undefined) return;
  download(`${lab.scenario ?? 'lab'}.hoplab`, JSON.stringify(lab));
  toast.success(t('file.saved', { name: `${lab.scenario ?? 'lab'}.hoplab` }));
}

/** Hands out all packets of the lab as a file that Wireshark reads. */
export async function downloadCapture(): Promise<void> {
  const capture = await door()?.capture();
  if (capture === undefined) return;
  download(CAPTURE_NAME, new Uint8Array(capture));
  toast.success(t('file.saved', { name: CAPTURE_NAME }));
}

/** Opens a lab file: hostile until it has been validated. */
export async function openLabFile(file: File): Promise<void> {
  try {
    if (file.size > MAX_FILE_BYTES) throw new Error(t('file.tooLarge', { megabytes: MAX_FILE_BYTES / 1_000_000 }));
    const { parseLab } = await import('../../session/lab-file.ts');
    const lab = parseLab(parseJson(await file.text()));
    if (!lab.ok) throw new Error(lab.problems.join('\n'));
    await resumeLab(lab.value);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    toast.error(t('file.unreadable', { name: file.name }), { description: problem });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(t('file.notJson'));
  }
}
