import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/errors.ts';
import { expand, jsonWords, keyValues, parseDockerfile, splitWords } from './dockerfile.ts';

describe('a Dockerfile', () => {
  it('is a list of instructions: comments, empty lines and continued lines are none of their own', () => {
    const text =
      '# one\nfrom busybox AS a\n\nRUN echo a \\\n  # in between\n  && echo b\ncopy --from=a --chown=0 /x /y\n';
    expect(parseDockerfile(text).map(({ name, flags, rest, line }) => ({ name, flags, rest, line }))).toEqual([
      { name: 'FROM', flags: [], rest: 'busybox AS a', line: 2 },
      { name: 'RUN', flags: [], rest: 'echo a   && echo b', line: 4 },
      { name: 'COPY', flags: ['from=a', 'chown=0'], rest: '/x /y', line: 7 },
    ]);
  });

  it.each([
    ['FOO x', 'dockerfile parse error on line 1: unknown instruction: FOO'],
    ['\nRUN', 'dockerfile parse error on line 2: RUN requires at least one argument'],
    ['# nothing', 'file with no instructions'],
  ])('%j is wrong', (text, message) => {
    expect(() => parseDockerfile(text)).toThrow(message);
  });

  it('never fails otherwise than with what is wrong', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('RUN ', 'ENV ', 'COPY ', ''), (text, name) => {
        try {
          parseDockerfile(name + text);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
    );
  });
});

describe('words', () => {
  it.each([
    ['a "b c" d\\ e', ['a', 'b c', 'd e']],
    ["x'y z'w", ['xy zw']],
    ['', []],
  ])('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each([
    ['["sh", "-c"]', ['sh', '-c']],
    ['[sh, -c]', undefined],
    ['[1]', undefined],
    ['sh', undefined],
  ])('%j as a list', (text, words) => {
    expect(jsonWords(text)).toEqual(words);
  });

  it.each([
    [
      'A=1 B="two words"',
      [
        ['A', '1'],
        ['B', 'two words'],
      ],
    ],
    ['A the old form', [['A', 'the old form']]],
  ])('%j as pairs', (text, pairs) => {
    expect(keyValues(text, 'ENV')).toEqual(pairs);
  });

  it.each([
    ['$A-${A}', 'x-x'],
    ['${B:-y} ${A:+z} ${B:+z}|', 'y z |'],
    ['\\$A', '$A'],
  ])('%j with variables', (text, expanded) => {
    expect(expand(text, new Map([['A', 'x']]))).toBe(expanded);
  });
});
