// sysctl: kernel parameters below /proc/sys.
// Source: sysctl(8) of procps 4.0; busybox 1.35.
// Not modelled: -p and --system (files of settings), patterns; parameters other than those below /proc/sys/net.
import { type Errno, strerror } from '../../base/errno.ts';
import type { Call, Tool } from '../text/tool.ts';
import { joinPath } from './file-facts.ts';

const ROOT = '/proc/sys';

export const sysctl: Tool = {
  name: 'sysctl',
  summary: 'Read and set kernel parameters at runtime',
  usage: '[options] [variable[=value] ...]',
  help: `
  -a, --all      display all variables
  -e, --ignore   ignore unknown variables errors
  -n, --values   print only values of the given variable(s)
  -N, --names    print only names of the given variable(s)
  -q, --quiet    do not echo variable set
  -w, --write    enable writing a value to variable`,
  version: 'sysctl from procps-ng 4.0.2',
  options: ['a,all,A', 'e,ignore', 'n,values', 'N,names', 'q,quiet', 'w,write'],
  *run(call) {
    const { options } = call;
    if (options.has('a')) for (const path of below(call, ROOT)) show(call, path);
    else if (call.operands.length === 0) return yield* call.misuse('no variables specified');
    for (const operand of call.operands) {
      const [name = '', value] = operand.split(/=(.*)/s);
      const path = `${ROOT}/${name.trim().replaceAll('.', '/')}`;
      const type = call.sys.fs.stat(path)?.type;
      if (type === undefined) {
        if (!options.has('e')) yield* call.complain(`cannot stat ${path}: No such file or directory`);
        continue;
      }
      if (value === undefined) {
        for (const file of type === 'directory' ? below(call, path) : [path]) show(call, file);
        continue;
      }
      const errno = call.sys.fs.writeFile(path, value.trim());
      if (errno) yield* call.complain(refusal(call, name.trim(), errno));
      else if (!options.has('q')) show(call, path);
    }
    return call.status;
  },
};

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
function show(call: Call, path: string): void {
  const read = call.sys.fs.readFile(path);
  if (!read.ok) return;
  const name = path
    .slice(ROOT.length + 1)
    .split('/')
    .map((part) => part.replaceAll('.', '/'))
    .join('.');
  const value = read.value.replace(/\n$/, '');
  if (call.options.has('N')) call.put(`${name}\n`);
  else call.put(call.options.has('n') ? `${value}\n` : `${name} = ${value}\n`);
}
