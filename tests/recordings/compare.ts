// Compares what the simulator answered with what a real host answered. What differs from run to run on real hosts is
// replaced by a placeholder on both sides; all else must be equal to the letter.
import type { Answer, RecordedStep } from '../../src/sim/testkit/recording.ts';

const unstable: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{64}\b/g, '‹id›'],
  [/\b(br-)?[0-9a-f]{12}\b/g, '$1‹id12›'],
  [/\bveth[0-9a-f]{7}\b/g, 'veth‹n›'],
  [/\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g, '‹mac›'],
  [/\bfe80::[0-9a-f:]+/g, '‹link-local›'],
  [/@if\d+/g, '@if‹n›'],
  // `ip -br` pads the name to 16 columns, digits and all: how many depends on the devices that the host has had before.
  [/(^\w+@if‹n›) +/gm, '$1 '],
  [/(->>HEADER<<-.*, id: )\d+/g, '$1‹n›'],
  [/^\d+: (?=[\w.-]+[@:])/gm, '‹n›: '],
  // `ip -o`: what is born in the host's namespace keeps its number, which counts all devices that the host has had.
  [/^\d{2,}: (?=eth\d+ {4}inet)/gm, '‹n›: '],
  [/\bqlen \d+/g, 'qlen ‹n›'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| \+\d{4} \w+)?/g, '‹time›'],
  [/\b(About an? (minute|hour)|Less than a second|\d+ (second|minute|hour)s?)( ago)?/g, '‹ago›'],
  [/(time|mdev|min\/avg\/max)( ?= ?)[\d./]+ ms/g, '$1$2‹ms›'],
  [/, time \d+ms/g, ', time ‹ms›'],
  [/ +\d+\.\d{3} ms/g, ' ‹ms›'],
  [/(lladdr ‹mac›) (REACHABLE|STALE|DELAY|PROBE)\b/g, '$1 ‹state›'],
  [/=\/[a-z]+_[a-z]+\//g, '=/‹name›/'],
  [/[ \t]+$/gm, ''],
];

const hasColumns = /^(CONTAINER ID|NETWORK ID|IMAGE|NAME|REPOSITORY)\b.*\n/;

/** `text` with everything unstable replaced. Tables are compared by cells: their widths follow the identifiers'. */
export function common(text: string): string {
  const replaced = unstable.reduce((t, [from, to]) => t.replace(from, to), text);
  return (hasColumns.test(replaced) ? replaced.replace(/ {2,}/g, '  ') : replaced).trim();
}

const isIdentifier = (key: string): boolean => /^[0-9a-f]{64}$/.test(key);

/** A JSON value with the entries of objects keyed by identifiers in a common order; other keys keep theirs. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, member]) => [key, ordered(member)] as const);
  if (!entries.some(([key]) => isIdentifier(key))) return entries;
  return entries.map((entry) => common(JSON.stringify(entry))).sort();
}

function comparable(text: string, how: RecordedStep['compare']): string {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') {
      return common(`${text.trim().split('\n').length} lines ${JSON.stringify(ordered(value), undefined, 1)}`);
    }
  } catch {
    // Not JSON: compare the text.
  }
  const plain = common(text);
  if (how === 'words') return plain.split(/[\s,()]+/).sort().join(' ');
  if (how === 'lines') return plain.split('\n').map((line) => line.trim()).sort().join('\n');
  if (how !== 'shape') return plain;
  return comparable(plain.replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, '‹ip›').replace(/\b[a-z]+_[a-z]+\b/g, '‹name›'), 'lines');
}

/** Both sides of a step in comparable form: equal when the simulator answered as the real host did. */
export function sides(step: RecordedStep, answer: Answer): { readonly real: object; readonly ours: object } {
  if (step.compare === 'none') return { real: {}, ours: {} };
  if (step.compare === 'exit') return { real: { exit: step.exit }, ours: { exit: answer.exit } };
  const view = (stdout: string, stderr: string, exit: number | undefined): object => ({
    exit,
    stdout: comparable(stdout, step.compare),
    stderr: comparable(stderr, step.compare),
  });
  return {
    real: view(step.stdout ?? '', step.stderr ?? '', step.exit),
    ours: view(answer.stdout, answer.stderr, answer.exit),
  };
}
