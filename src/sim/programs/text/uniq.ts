// uniq: adjacent equal lines made one.
// Source: uniq(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: -D, --group, -z.
import { strerror } from '../../base/errno.ts';
import type { Tool } from './tool.ts';

export const uniq: Tool = {
  name: 'uniq',
  summary: 'Filter adjacent matching lines from INPUT (or standard input), writing to OUTPUT (or standard output)',
  usage: '[OPTION]... [INPUT [OUTPUT]]',
  help: `
  -c, --count           prefix lines by the number of occurrences
  -d, --repeated        only print duplicate lines, one for each group
  -f, --skip-fields=N   avoid comparing the first N fields
  -i, --ignore-case     ignore differences in case when comparing
  -s, --skip-chars=N    avoid comparing the first N characters
  -u, --unique          only print unique lines
  -w, --check-chars=N   compare no more than N characters in lines`,
  version: 'uniq (GNU coreutils) 9.1',
  options: ['c,count', 'd,repeated', 'f,skip-fields:', 'i,ignore-case', 's,skip-chars:', 'u,unique', 'w,check-chars:'],
  *run(call) {
    const { options } = call;
    const [input = '-', output, extra] = call.operands;
    if (extra !== undefined) return yield* call.misuse(`extra operand '${extra}'`);
    const file = yield* call.open(input);
    if (!file) return 1;
    const target = output === undefined ? undefined : call.sys.open(output, 'write');
    if (target && !target.ok) return yield* call.die(`${output}: ${strerror[target.errno]}`);
    if (target) call.sys.setFile(1, target.value);
    const skipFields = Number(options.value('f') ?? 0);
    const skipChars = Number(options.value('s') ?? 0);
    const width = options.value('w');
    const keyOf = (line: string) => {
      let key = line;
      for (let i = 0; i < skipFields; i++) key = key.replace(/^[ \t]*[^ \t]*/, '');
      key = key.slice(skipChars);
      if (width !== undefined) key = key.slice(0, Number(width));
      return options.has('i') ? key.toLowerCase() : key;
    };
    let current: { readonly line: string; readonly key: string; count: number } | undefined;
    const show = () => {
      if (!current) return;
      if (options.has('d') && current.count === 1) return;
      if (options.has('u') && current.count > 1) return;
      call.put(`${options.has('c') ? `${String(current.count).padStart(7)} ` : ''}${current.line}\n`);
    };
    const lines = call.lines(file);
    for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
      const key = keyOf(line);
      if (current?.key === key) {
        current.count++;
        continue;
      }
      show();
      current = { line, key, count: 1 };
    }
    show();
    return 0;
  },
};
