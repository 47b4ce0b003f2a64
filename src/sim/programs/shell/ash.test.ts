// busybox 1.35's shell where its words differ from bash's: what `busybox sh -c` answered.
import { expect, test } from 'vitest';
import { bareHost } from '../../testkit/bare-host.ts';
import { runCommand } from '../../testkit/machine.ts';
import { ash, dash } from './program.ts';

/** The host's `sh` is Debian's; this is busybox's under a name of its own, called as `sh`. */
const host = () => bareHost([{ ...ash, name: 'ash', main: (sys, argv) => ash.main(sys, ['sh', ...argv.slice(1)]) }]);

test.each([
  ['foo', '', 'sh: foo: not found\n', 127],
  ['cd /nonexistent', '', "sh: cd: line 0: can't cd to /nonexistent: No such file or directory\n", 2],
  ['echo ${x:?oops}; echo no', '', 'sh: x: oops\n', 2],
  ['echo $((1/0)); echo no', '', 'sh: divide by zero\n', 2],
  ['echo $((1+)); echo no', '', 'sh: arithmetic syntax error\n', 2],
  ['if', '', 'sh: syntax error: unexpected end of file (expecting "then")\n', 2],
  ['echo )', '', 'sh: syntax error: unexpected ")"\n', 2],
  ['echo "abc', '', 'sh: syntax error: unterminated quoted string\n', 2],
  ['cat < /nope', '', "sh: can't open /nope: no such file\n", 1],
  ['echo > /nope/x', '', "sh: can't create /nope/x: nonexistent directory\n", 1],
  ['/tmp', '', 'sh: /tmp: Permission denied\n', 126],
  ['./nofile', '', 'sh: ./nofile: not found\n', 127],
  ['set -u; echo $nope; echo no', '', 'sh: nope: parameter not set\n', 2],
  ['readonly a=1; a=2; echo no', '', 'sh: a: is read only\n', 2],
  ['type foo', 'foo: not found\n', '', 127],
  ['kill 99999', '', "sh: can't kill pid 99999: No such process\n", 1],
  ['return 5', '', '', 5],
  ['x=(1 2)', '', 'sh: syntax error: unexpected "("\n', 2],
  ['cat <<< a', '', 'sh: syntax error: unexpected redirection\n', 2],
  ['for ((i=0;i<3;i++)); do :; done', '', 'sh: syntax error: bad for loop variable\n', 2],
  ['x=a; echo ${x^^}', '', 'sh: syntax error: bad substitution\n', 2],
  ['echo {a,b} ${x:-y} $((2+2))', '{a,b} y 4\n', '', 0],
  ['exec nofoo; echo no', '', 'sh: exec: line 0: nofoo: not found\n', 127],
])('%s', (command, stdout, stderr, exit) => {
  expect(runCommand(host(), command, { shell: 'ash', stdin: '' })).toEqual({ stdout, stderr, exit });
});

test.each([
  ['foo', 'sh: 1: foo: not found\n', 127],
  ['cd /nope', "sh: 1: cd: can't cd to /nope\n", 2],
  ['cat < /nope', 'sh: 1: cannot open /nope: No such file\n', 2],
  ['echo > /nope/x', 'sh: 1: cannot create /nope/x: Directory nonexistent\n', 2],
  ['true\n./nofile', 'sh: 2: ./nofile: not found\n', 127],
])('Debian’s sh numbers lines: %s', (command, stderr, exit) => {
  expect(runCommand(bareHost([dash]), command, { shell: 'sh' })).toEqual({ stdout: '', stderr, exit });
});
