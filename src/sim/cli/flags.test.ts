import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from './failure.ts';
import { flag, parseFlags } from './flags.ts';

const flags = [
  flag('bool', 'detach', '', { short: 'd' }),
  flag('bool', 'tty', '', { short: 't' }),
  flag('bool', 'proxy', '', { default: 'true' }),
  flag('string', 'name', '', { default: 'none' }),
  flag('list', 'env', '', { short: 'e' }),
  flag('strings', 'subnet', ''),
  flag('map', 'opt', '', { short: 'o' }),
  flag('int', 'last', '', { short: 'n', default: '-1' }),
  flag('network', 'net', '', { sameAs: 'network' }),
  flag('network', 'network', ''),
];
const parse = (line: string, interspersed = true) => parseFlags(flags, line.split(' '), new Map(), interspersed);

describe('flags', () => {
  test('bundled, joined and separate values', () => {
    const options = parse('-dte A=1 -eB=2 -e=C --name=x --env D -n5');
    expect([options.bool('detach'), options.bool('tty'), options.text('name'), options.int('last')]).toEqual([
      true,
      true,
      'x',
      5,
    ]);
    expect(options.list('env')).toEqual(['A=1', 'B=2', 'C', 'D']);
  });

  test('defaults and what was changed', () => {
    const options = parse('--proxy=false');
    expect([options.text('name'), options.int('last'), options.bool('proxy')]).toEqual(['none', -1, false]);
    expect([options.changed('proxy'), options.changed('name')]).toEqual([true, false]);
  });

  test('lists split at commas, maps at the first equals sign', () => {
    const options = parse('--subnet a,b --subnet c -o k=v=w -o flag');
    expect(options.list('subnet')).toEqual(['a', 'b', 'c']);
    expect(options.map('opt')).toEqual({ k: 'v=w', flag: '' });
  });

  test('a flag under another name', () => {
    expect(parse('--net a --network b').list('network')).toEqual(['a', 'b']);
  });

  test('arguments between flags, or ending them', () => {
    expect(parse('a -d b').args).toEqual(['a', 'b']);
    expect(parse('-d a -t b', false)).toMatchObject({ args: ['a', '-t', 'b'] });
    expect(parse('a -- -d').args).toEqual(['a', '-d']);
    expect(parse('- x').args).toEqual(['-', 'x']);
  });

  test.each([
    ['--nope', 'unknown flag: --nope'],
    ['--name', 'flag needs an argument: --name'],
    ['-dtx', "unknown shorthand flag: 'x' in -x"],
    ['-de', "flag needs an argument: 'e' in -e"],
    ['-n x', 'invalid argument "x" for "-n, --last" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    ['--proxy=no', 'invalid argument "no" for "--proxy" flag: strconv.ParseBool: parsing "no": invalid syntax'],
    ['--=x', 'bad flag syntax: --=x'],
  ])('%s is refused', (line, why) => {
    expect(() => parse(line)).toThrow(new Failure(why));
  });

  test('nothing after -- is touched', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(parseFlags(flags, ['-d', '--', ...words], new Map()).args).toEqual(words);
      }),
    );
  });
});
