// sysctl: kernel parameters below /proc/sys.
// Source: sysctl(8) of procps 4.0; busybox 1.35.
// Not modelled: --system, patterns in files of settings; parameters other than those below /proc/sys/net.
import { type Errno, ok, strerror } from '../../base/errno.ts';
import type { Blocking } from '../../host/sys.ts';
import { NOT_SIMULATED } from '../not-yet.ts';
import { Regex, RegexError } from '../text/regex/regex.ts';
import type { Call, Tool } from '../text/tool.ts';
import { joinPath } from './file-facts.ts';

const ROOT = '/proc/sys';
/** DEFAULT_PRELOAD */
const PRELOAD = '/etc/sysctl.conf';

export const sysctl: Tool = {
  name: 'sysctl',
  summary: 'Read and set kernel parameters at runtime',
  usage: '[options] [variable[=value] ...]',
  help: `
  -a, --all            display all variables
  -e, --ignore         ignore unknown variables errors
  -n, --values         print only values of the given variable(s)
  -N, --names          print only names of the given variable(s)
  -p, --load[=<file>]  read values from file
  -q, --quiet          do not echo variable set
  -r, --pattern <expression>
                       select setting that match expression
  -w, --write          enable writing a value to variable`,
  version: 'sysctl from procps-ng 4.0.2',
  options: ['a,all,A', 'e,ignore', 'n,values', 'N,names', 'p,f,load::', 'q,quiet', 'r,pattern:', 'system', 'w,write'],
  *run(call) {
    const { options, operands } = call;
    if (options.has('system')) return yield* missing(call, '--system');
    if (options.has('p')) {
      if (call.flavour === 'busybox') return yield* missing(call, '-p');
      const attached = options.values('p').filter((path) => path !== '');
      const files = [...attached, ...operands];
      for (const path of files.length === 0 ? [PRELOAD] : files) yield* load(call, path);
      return call.status;
    }
    if (options.has('r') && call.flavour === 'busybox') return yield* call.misuse("invalid option -- 'r'");
    const chosen = patternOf(options.value('r'));
    if (options.has('a')) for (const path of below(call, ROOT)) show(call, path, chosen);
    else if (operands.length === 0) return yield* call.misuse('no variables specified');
    else for (const operand of operands) yield* act(call, operand, chosen);
    return call.status;
  },
};

type Choice = (name: string) => boolean;

/** Which names are shown; a pattern that is none matches nothing. */
function patternOf(pattern: string | undefined): Choice {
  if (pattern === undefined) return everything;
  try {
    const regex = new Regex(pattern, { notation: 'extended' });
    return (name) => regex.test(name);
  } catch (error) {
    if (error instanceof RegexError) return () => false;
    throw error;
  }
}

const everything: Choice = () => true;

function* missing(call: Call, what: string): Blocking<number> {
  yield* call.sys.error(`hoplab: not simulated yet: sysctl ${what}\n`);
  return NOT_SIMULATED;
}

/** One word of the command line: a variable to show, or one to set. */
function* act(call: Call, operand: string, chosen: Choice): Blocking<void> {
  const [name = '', value] = operand.split(/=(.*)/s);
  if (value !== undefined) return yield* set(call, name.trim(), value.trim());
  if (call.flavour === 'gnu' && call.options.has('w'))
    return yield* call.complain('command line(0): invalid syntax, continuing...');
  const path = pathOf(name.trim());
  const type = call.sys.fs.stat(path)?.type;
  if (type === undefined) return yield* unknown(call, path);
  for (const file of type === 'directory' ? below(call, path) : [path]) show(call, file, chosen);
}

/** sysctl.conf(5): what is wrong is told before anything is set. */
function* load(call: Call, path: string): Blocking<void> {
  const file = path === '-' ? call.sys.file(0) : undefined;
  const opened = file ? ok(file) : call.sys.open(path, 'read');
  if (!opened.ok) return yield* call.complain(`cannot open "${path}": ${strerror[opened.errno]}`);
  const lines = (yield* call.slurp(opened.value)).split('\n');
  if (!file) opened.value.release();
  const settings: [string, string][] = [];
  for (const [at, line] of lines.entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#') || text.startsWith(';')) continue;
    const [name = '', value] = text.split(/=(.*)/s);
    if (value === undefined) yield* call.complain(`${path}(${at + 1}): invalid syntax, continuing...`);
    else settings.push([name.trim().replace(/^-/, ''), value.trim()]);
  }
  for (const [name, value] of settings) yield* set(call, name, value);
}

function* set(call: Call, name: string, value: string): Blocking<void> {
  const path = pathOf(name);
  if (call.sys.fs.stat(path) === undefined) return yield* unknown(call, path);
  const errno = call.sys.fs.writeFile(path, value);
  if (errno) yield* call.complain(refusal(call, name, errno));
  else if (!call.options.has('q')) show(call, path, everything);
}

function* unknown(call: Call, path: string): Blocking<void> {
  if (!call.options.has('e')) yield* call.complain(`cannot stat ${path}: No such file or directory`);
}

/** The first separator tells which of `.` and `/` is one; the other one is a device's. */
function pathOf(name: string): string {
  const isDotted = /^[^./]*\./.test(name);
  return `${ROOT}/${isDotted ? name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.')) : name}`;
}

/** WriteSetting of procps, sysctl_act_on_setting of busybox. */
function refusal(call: Call, name: string, errno: Errno): string {
  if (call.flavour === 'busybox') return `error setting key '${name}': ${strerror[errno]}`;
  return `setting key "${name}"${errno === 'EROFS' ? ', ignoring' : ''}: ${strerror[errno]}`;
}

function below(call: Call, directory: string): string[] {
  const listed = call.sys.fs.list(directory);
  return (listed.ok ? listed.value : []).flatMap((name) => {
    const path = joinPath(directory, name);
    return call.sys.fs.stat(path)?.type === 'directory' ? below(call, path) : [path];
  });
}

/** `net.ipv4.ip_forward = 1`; a device's dots are written as slashes. */
function show(call: Call, path: string, chosen: Choice): void {
  const read = call.sys.fs.readFile(path);
  if (!read.ok) return;
  const name = path
    .slice(ROOT.length + 1)
    .split('/')
    .map((part) => part.replaceAll('.', '/'))
    .join('.');
  if (!chosen(name)) return;
  const value = read.value.replace(/\n$/, '');
  if (call.options.has('N')) call.put(`${name}\n`);
  else call.put(call.options.has('n') ? `${value}\n` : `${name} = ${value}\n`);
}
