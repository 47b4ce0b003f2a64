// cut: selected fields, characters or bytes of each line.
// Source: cut(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: -z; bytes of a multi-byte character are not cut apart.
import { eachLine } from './cat.ts';
import type { Tool } from './tool.ts';

type Ranges = readonly (readonly [number, number])[];

export const cut: Tool = {
  name: 'cut',
  summary: 'Print selected parts of lines from each FILE to standard output',
  usage: 'OPTION... [FILE]...',
  help: `
  -b, --bytes=LIST        select only these bytes
  -c, --characters=LIST   select only these characters
  -d, --delimiter=DELIM   use DELIM instead of TAB for field delimiter
  -f, --fields=LIST       select only these fields
      --complement        complement the set of selected parts
  -s, --only-delimited    do not print lines not containing delimiters
      --output-delimiter=STRING`,
  version: 'cut (GNU coreutils) 9.1',
  options: [
    'b,bytes:',
    'c,characters:',
    'd,delimiter:',
    'f,fields:',
    'n',
    's,only-delimited',
    'complement',
    'output-delimiter:',
  ],
  *run(call) {
    const { options } = call;
    const kinds = ['b', 'c', 'f'].filter((key) => options.has(key));
    if (kinds.length === 0) return yield* call.misuse('you must specify a list of bytes, characters, or fields');
    if (kinds.length > 1) return yield* call.misuse('only one list may be specified');
    const kind = kinds[0] as string;
    const delimiter = options.value('d') ?? '\t';
    if ([...delimiter].length > 1) return yield* call.misuse('the delimiter must be a single character');
    if (kind !== 'f' && options.has('d')) {
      return yield* call.misuse('an input delimiter may be specified only when operating on fields');
    }
    const list = parseList(options.value(kind) as string, kind === 'f' ? 'field' : 'byte/character');
    if (typeof list === 'string') return yield* call.misuse(list);
    const wanted = (n: number) => list.some(([low, high]) => n >= low && n <= high) !== options.has('complement');
    const between = options.value('output-delimiter');
    yield* eachLine(call, (line) => {
      if (kind !== 'f') {
        call.put(`${cutCharacters(line, wanted, between)}\n`);
        return;
      }
      if (!line.includes(delimiter)) {
        if (!options.has('s')) call.put(`${line}\n`);
        return;
      }
      const fields = line.split(delimiter).filter((_, i) => wanted(i + 1));
      call.put(`${fields.join(between ?? delimiter)}\n`);
    });
    return call.status;
  },
};

function cutCharacters(line: string, wanted: (n: number) => boolean, between = ''): string {
  let out = '';
  let previous = 0;
  [...line].forEach((char, i) => {
    if (!wanted(i + 1)) return;
    if (previous > 0 && previous !== i) out += between;
    previous = i + 1;
    out += char;
  });
  return out;
}

/** `1,3-5,7-` as ranges, or what is wrong with it. */
function parseList(text: string, noun: string): Ranges | string {
  const ranges: [number, number][] = [];
  for (const part of text.split(/[, ]/)) {
    const m = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!m || (m[1] === '' && m[3] === '')) {
      if (part === '-') return 'invalid range with no endpoint: -';
      return noun === 'field' && part !== '' ? `invalid field value '${part}'` : `invalid ${noun} value '${part}'`;
    }
    const low = m[1] === '' ? 1 : Number(m[1]);
    const high = m[2] === '' ? low : m[3] === '' ? Number.POSITIVE_INFINITY : Number(m[3]);
    if (low === 0 || high === 0) {
      return noun === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
    }
    if (high < low) return 'invalid decreasing range';
    ranges.push([low, high]);
  }
  return ranges;
}
