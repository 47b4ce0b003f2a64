// comm: what two sorted files have in common.
// Source: comm(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: -z.
import type { OpenFile } from '../../host/sys.ts';
import type { Call, Tool } from './tool.ts';

/** Lines are compared by code units, as in the C locale. */
export const comm: Tool = {
  name: 'comm',
  summary: 'Compare sorted files FILE1 and FILE2 line by line',
  usage: '[OPTION]... FILE1 FILE2',
  help: `
  -1                      suppress column 1 (lines unique to FILE1)
  -2                      suppress column 2 (lines unique to FILE2)
  -3                      suppress column 3 (lines that appear in both files)
      --check-order       check that the input is correctly sorted, even
                            if all input lines are pairable
      --nocheck-order     do not check that the input is correctly sorted
      --output-delimiter=STR  separate columns with STR
      --total             output a summary`,
  version: 'comm (GNU coreutils) 9.1',
  unreadable: { busybox: "can't open '%'" },
  options: ['1', '2', '3', 'check-order', 'nocheck-order', 'output-delimiter:', 'total'],
  *run(call) {
    const [left, right, extra] = call.operands;
    if (left === undefined) return yield* call.misuse('missing operand');
    if (right === undefined) return yield* call.misuse(`missing operand after '${left}'`);
    if (extra !== undefined) return yield* call.misuse(`extra operand '${extra}'`);
    const files: OpenFile[] = [];
    for (const path of [left, right]) {
      const file = yield* call.open(path);
      if (!file) return 1;
      files.push(file);
    }
    const lists: string[][] = [];
    for (const file of files) lists.push(((yield* call.slurp(file)).match(/[^\n]*\n|[^\n]+$/g) ?? []).map(unended));
    return yield* merge(call, lists[0] ?? [], lists[1] ?? []);
  },
};

const unended = (line: string): string => line.replace(/\n$/, '');

function* merge(call: Call, a: readonly string[], b: readonly string[]) {
  const { options } = call;
  const separator = options.value('output-delimiter') ?? '\t';
  const hidden = ['1', '2', '3'].map((key) => options.has(key));
  const totals = [0, 0, 0];
  const put = (column: number, line: string): void => {
    totals[column] = (totals[column] ?? 0) + 1;
    if (hidden[column]) return;
    const before = hidden.slice(0, column).filter((isHidden) => !isHidden).length;
    call.put(`${separator.repeat(before)}${line}\n`);
  };
  const told = [false, false];
  const checks = !options.has('nocheck-order');
  let unpaired = options.has('check-order');
  /** A line that is smaller than the one before it; said once for each file. */
  const disorder = (which: 0 | 1, list: readonly string[], at: number): boolean => {
    const isWrong = checks && unpaired && !told[which] && at > 0 && (list[at] ?? '') < (list[at - 1] ?? '');
    if (isWrong) told[which] = true;
    return isWrong;
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]];
    const order = x === undefined ? 1 : y === undefined ? -1 : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) unpaired = true;
    put(order < 0 ? 0 : order > 0 ? 1 : 2, (order > 0 ? y : x) ?? '');
    if (order <= 0) i++;
    if (order >= 0) j++;
    if (order <= 0 && i < a.length && disorder(0, a, i)) {
      yield* call.complain('file 1 is not in sorted order');
      if (options.has('check-order')) return 1;
    }
    if (order >= 0 && j < b.length && disorder(1, b, j)) {
      yield* call.complain('file 2 is not in sorted order');
      if (options.has('check-order')) return 1;
    }
  }
  if (options.has('total')) call.put(`${totals.join(separator)}${separator}total\n`);
  if (told.includes(true)) yield* call.complain('input is not in sorted order');
  return call.status;
}
