import { describe, expect, it } from 'vitest';
import { expandHistory } from './history-expansion.ts';

/** What bash 5.2 with `set -H` made of each line behind these. */
const history = [
  'set -H',
  'cat a | wc >/dev/null',
  'ls /usr/lib/os-release.txt 2>/dev/null',
  'true one two',
  'echo one two "three four"',
];

describe('history expansion', () => {
  it.each([
    ['!!', 'echo one two "three four"'],
    ['echo !!', 'echo echo one two "three four"'],
    ['!-2', 'true one two'],
    ['!echo', 'echo one two "three four"'],
    ['!?two?', 'echo one two "three four"'],
    ['echo !$', 'echo "three four"'],
    ['echo !^', 'echo one'],
    ['echo !*', 'echo one two "three four"'],
    ['echo !:2', 'echo two'],
    ['echo !:1-2', 'echo one two'],
    ['echo !echo:$', 'echo "three four"'],
    ['!!:s/two/TWO/', 'echo one TWO "three four"'],
    ['!!:gs/o/0/', 'ech0 0ne tw0 "three f0ur"'],
    ['^two^TWO', 'echo one TWO "three four"'],
    ['^two^T^ more', 'echo one T "three four" more'],
    ['^nope^x', 'wrong: :s^nope^x: substitution failed'],
    ['!nope', 'wrong: !nope: event not found'],
    ['echo "a!"', 'same'],
    ["echo '!!'", 'same'],
    ['echo \\!!', 'same'],
    ['echo a!=b !', 'same'],
    ['!!:p', 'echo one two "three four"'],
    ['!5', 'echo one two "three four"'],
    ['!99', 'wrong: !99: event not found'],
    ['echo !:9', 'wrong: :9: bad word specifier'],
    ['echo !!:h', 'echo echo one two "three four"'],
    ['!ls:t', 'null'],
    ['echo !-3:1', 'echo /usr/lib/os-release.txt'],
    ['echo !ls:$:h !ls:$:t !ls:$:e', 'echo /dev null /dev/null'],
    ['x!', 'same'],
    ['echo !:0', 'echo echo'],
    ['echo !:-', 'echo echo one two'],
    ['echo !:2*', 'echo two "three four"'],
    ['echo "!!"', 'echo "echo one two "three four""'],
    ['echo !cat', 'echo cat a | wc >/dev/null'],
    ['!-9', 'wrong: !-9: event not found'],
    ['!?zzz?', 'wrong: !?zzz?: event not found'],
    ['echo $(echo !!)', 'echo $(echo echo one two "three four")'],
  ])('%s', (line, expected) => {
    const made = expandHistory(line, history);
    expect(made.kind === 'same' ? 'same' : made.kind === 'wrong' ? `wrong: ${made.complaint}` : made.text).toBe(
      expected,
    );
  });

  it('only shows what ends in :p', () => {
    expect(expandHistory('!!:p', history)).toMatchObject({ prints: true });
  });

  it('finds nothing where there is no history', () => {
    expect(['!!', '!0', '!1', '!x', '^a^b'].map((line) => expandHistory(line, []).kind)).toEqual(
      Array.from({ length: 5 }, () => 'wrong'),
    );
  });
});
