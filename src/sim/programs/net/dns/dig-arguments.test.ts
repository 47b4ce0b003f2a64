// Whatever is typed behind dig is a request or is refused.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ToolExit } from '../tool.ts';
import { DigArguments } from './dig-arguments.ts';

const vocabulary =
  'web db @10.0.0.1 A AAAA MX IN -x 10.0.0.2 -t -q -p 53 -4 +short +noall +answer +nostats +time=2 +tries=x +foo +n + - @ % a..b +no +all'.split(
    ' ',
  );

it('never fails otherwise', () => {
  const word = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...vocabulary) }, fc.string({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      try {
        const request = new DigArguments(words).parse();
        expect(request.lookups.length).toBeGreaterThan(0);
        for (const { tries, seconds } of request.lookups) expect(tries > 0 && seconds > 0).toBe(true);
      } catch (error) {
        if (!(error instanceof ToolExit)) throw error;
      }
    }),
    { numRuns: 2000, seed: 20261121 },
  );
});

it('gives each name the types and options that follow it', () => {
  const { lookups } = new DigArguments(['+noall', 'web', 'AAAA', '+answer', 'db', 'MX']).parse();
  expect(lookups.map(({ name, type, answer, question }) => [name, type, answer, question])).toEqual([
    ['web', 28, true, false],
    ['db', 15, false, false],
  ]);
});
