// Command lines as a shell reads them.

/** A word as `sh` takes it literally. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const WIDTH = 80;

/** A command on one line, or on several where one would be long. */
export function commandLine(words: readonly string[]): string {
  const quoted = words.map(quote);
  const whole = quoted.join(' ');
  if (whole.length <= WIDTH) return whole;
  let line = '';
  const lines: string[] = [];
  for (const word of quoted) {
    if (line !== '' && line.length + word.length > WIDTH) {
      lines.push(line);
      line = '   ';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].join(' \\\n');
}

/** A flag with its value, where there is one: `--flag value`. */
export function given(flag: string, value: string | number | null | undefined): readonly string[] {
  return value === undefined || value === null || value === '' || value === 0 ? [] : [flag, String(value)];
}

/** The same flag for each value. */
export function each(flag: string, values: readonly string[] | null | undefined): readonly string[] {
  return (values ?? []).flatMap((value) => [flag, value]);
}

/** The same flag for each `key=value`. */
export function pairs(flag: string, values: Readonly<Record<string, string>> | null | undefined): readonly string[] {
  return each(
    flag,
    Object.entries(values ?? {}).map(([key, value]) => `${key}=${value}`),
  );
}

/** A flag that is there or not. */
export const when = (flag: string, condition: boolean | undefined): readonly string[] => (condition ? [flag] : []);

/** Nanoseconds as Docker's flags take spans: `1500ms`. */
export function span(nanoseconds: number | undefined): string {
  if (nanoseconds === undefined || nanoseconds === 0) return '';
  return nanoseconds % 1e9 === 0 ? `${nanoseconds / 1e9}s` : `${nanoseconds / 1e6}ms`;
}

/** What is in `values` and not in `known`. */
export function without(values: readonly string[] | null | undefined, known: readonly string[]): readonly string[] {
  return (values ?? []).filter((value) => !known.includes(value));
}
