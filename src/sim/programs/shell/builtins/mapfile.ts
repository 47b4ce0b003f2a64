// mapfile, also called readarray: lines of input into an array.
// Source: bash(1) mapfile.
// Not modelled: -C and -c (a command between lines).
import type { Builtin } from '../shell.ts';

const USAGE = '[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]';

function lineReader(name: string): Builtin {
  return {
    name,
    usage: `${name} ${USAGE}`,
    summary: 'Read lines from the standard input into an indexed array variable.',
    only: 'bash',
    *run(shell, args) {
      const given = new Map<string, string>();
      let i = 0;
      for (; /^-./.test(args[i] ?? '') && args[i] !== '--'; i++) {
        const [letter = '', attached] = [(args[i] ?? '')[1], (args[i] ?? '').slice(2)];
        if (letter === 't') given.set('t', '');
        else if ('dnOsuCc'.includes(letter)) given.set(letter, attached || (args[++i] ?? ''));
        else {
          yield* shell.complain(`${name}: -${letter}: invalid option`);
          yield* shell.sys.error(`${name}: usage: ${name} ${USAGE}\n`);
          return 2;
        }
      }
      if (given.has('C') || given.has('c')) {
        yield* shell.sys.error(`hoplab: not simulated yet: ${name} -C\n`);
        return 125;
      }
      const array = args[args[i] === '--' ? i + 1 : i] ?? 'MAPFILE';
      if (!/^[A-Za-z_]\w*$/.test(array)) {
        yield* shell.complain(`${name}: \`${array}': not a valid identifier`);
        return 1;
      }
      const descriptor = Number(given.get('u') ?? 0);
      if (shell.sys.file(descriptor) === undefined) {
        yield* shell.complain(`${name}: ${given.get('u')}: invalid file descriptor: Bad file descriptor`);
        return 1;
      }
      const delimiter = given.has('d') ? (given.get('d') ?? '').slice(0, 1) || '\0' : '\n';
      const skipped = Number(given.get('s') ?? 0);
      const most = Number(given.get('n') ?? 0) || Number.POSITIVE_INFINITY;
      const text = yield* shell.sys.readAll(descriptor);
      const pieces = text.split(delimiter);
      const last = pieces.pop() ?? '';
      const lines = pieces.map((line) => (given.has('t') ? line : line + delimiter));
      if (last !== '') lines.push(last);
      const origin = Number(given.get('O') ?? 0);
      const kept = lines.slice(skipped, skipped + most).map((line, at): [number, string] => [origin + at, line]);
      const before = given.has('O') ? shell.variables.find(array)?.value : undefined;
      const old = typeof before === 'object' && before.kind === 'indexed' ? [...before.items] : [];
      shell.variables.setArray(array, { kind: 'indexed', items: new Map([...old, ...kept]) });
      return 0;
    },
  };
}

export const mapfile = lineReader('mapfile');
export const readarray = lineReader('readarray');
