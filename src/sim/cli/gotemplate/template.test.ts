import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Template } from './execute.ts';
import { TemplateError } from './nodes.ts';
import { rawValue } from './values.ts';

const data = rawValue({
  Name: 'web',
  Count: 3,
  On: true,
  Nothing: null,
  List: ['a', 'b'],
  Map: { b: 2, a: { x: 'deep' } },
});
const run = (source: string, strict = false) => new Template(source).execute(data, { strict });

/** Outputs as Go's text/template gives them for the same data. */
test.each([
  ['a\n{{.Name}}\n', 'a\nweb\n'],
  ['  {{- .Name -}}  x', 'webx'],
  ['{{/* a comment */ -}}  x', 'x'],
  ['{{.Map}} {{.List}}', 'map[a:map[x:deep] b:2] [a b]'],
  ['{{.Map.a.x}} {{.Map.nope}} {{.Nothing}}', 'deep <no value> <no value>'],
  ['{{json .Map}} {{json .Nothing}}', '{"a":{"x":"deep"},"b":2} null'],
  ['{{range $i, $v := .List}}{{$i}}={{$v}};{{end}}', '0=a;1=b;'],
  ['{{range $k, $v := .Map}}{{$k}} {{end}}', 'a b '],
  ['{{range .Nothing}}x{{else}}none{{end}}', 'none'],
  ['{{range .List}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}', 'a'],
  ['{{with .Map.a}}{{.x}}{{$.Name}}{{end}}', 'deepweb'],
  ['{{with .Nothing}}x{{else with .Name}}{{.}}{{end}}', 'web'],
  ['{{$n := 1}}{{range .List}}{{$n = 2}}{{end}}{{$n}}', '2'],
  ['{{if and .On (gt .Count 2)}}yes{{end}}', 'yes'],
  ['{{or .Nothing "default"}} {{not .On}}', 'default false'],
  ['{{index .List 1}} {{index .Map "a" "x"}} {{len .Map}}', 'b deep 2'],
  ['{{.Name | printf "%-5s|%05d" | upper}}', 'WEB  |%!D(MISSING)'],
  ['{{printf "%q %v %d%%" .Name .On .Count}}', '"web" true 3%'],
  ['{{println .Name .Count}}', 'web 3\n'],
  ['{{join .List "-"}} {{split "a-b" "-"}}', 'a-b [a b]'],
  ['{{truncate .Name 2}} {{pad .Name 1 1}}| {{title "ab cd"}}', 'we  web | Ab Cd'],
  ['{{len "é"}} {{"\\u00e9"}} {{`raw\\n`}}', '2 é raw\\n'],
  ['{{block "b" .Name}}<{{.}}>{{end}}{{template "b" 1}}', '<web><1>'],
])('%j', (source, text) => {
  expect(run(source)).toBe(text);
});

test.each([
  ['{{.Nope}}', 'template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"'],
  ['a\nb {{.Map.nope}}', 'template: :2:8: executing "" at <.Map.nope>: map has no entry for key "nope"'],
  ['{{.Nothing.x}}', 'template: :1:10: executing "" at <.Nothing.x>: nil pointer evaluating interface {}.x'],
  [
    '{{json (index .Map "linux").Aliases}}',
    'template: :1:19: executing "" at <"linux">: nil data; no entry for key "Aliases"',
  ],
])('with missing keys as errors: %s', (source, message) => {
  expect(() => run(source, true)).toThrow(new TemplateError(message));
});

describe('text', () => {
  test('without actions is itself', () => {
    const plain = fc.string().filter((s) => !s.includes('{{'));
    fc.assert(fc.property(plain, (text) => run(text) === text));
  });

  test('that is no template fails with a TemplateError and nothing else', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '.Name',
      ' ',
      'end',
      'if',
      'range',
      '(',
      ')',
      '|',
      '"',
      '$x',
      ':=',
      'json',
      '}',
      '/*',
      '-',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          run(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
