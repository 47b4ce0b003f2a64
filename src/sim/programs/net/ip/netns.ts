// `ip netns` and `ip -netns`: other network namespaces by their names.
// Source: iproute2 6.1 ip/ipnetns.c (netns_list, netns_exec), lib/namespace.c (netns_switch); ip-netns(8).
// Not modelled: making and deleting namespaces, their numbers (`id:`), identify, pids, monitor; /etc/netns and a /sys of their own.
import { strerror } from '../../../base/errno.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { abbreviates, incompleteCommand, notSimulated, ToolExit } from '../tool.ts';

const NETNS_RUN_DIR = '/var/run/netns';
const others = ['add', 'attach', 'set', 'delete', 'identify', 'pids', 'monitor', 'list-id'];

/** The namespace of a name: this process lives there from now on (netns_switch). */
export function switchNetns(sys: Sys, name: string): void {
  const errno = sys.enterNetns({ path: `${NETNS_RUN_DIR}/${name}` });
  if (errno === 'EINVAL' || errno === 'EPERM')
    throw new ToolExit(255, `setting the network namespace "${name}" failed: ${strerror[errno]}\n`);
  if (errno) throw new ToolExit(255, `Cannot open network namespace "${name}": ${strerror[errno]}\n`);
}

/** Takes `-netns NAME` out of a command line, and enters that namespace. */
export function enterNamed(sys: Sys, argv: readonly string[]): readonly string[] {
  for (let at = 1; argv[at]?.startsWith('-'); at++) {
    const option = (argv[at] ?? '').replace(/^--?/, '');
    if (option === 'f' || option === 'family') at++;
    if (!abbreviates(option, 'netns')) continue;
    const name = argv[at + 1];
    if (name === undefined) throw incompleteCommand();
    switchNetns(sys, name);
    return [...argv.slice(0, at), ...argv.slice(at + 2)];
  }
  return argv;
}

/** What follows the options when the object is `netns`. */
export function netnsArguments(argv: readonly string[]): readonly string[] | undefined {
  const at = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  const object = at < 0 ? '' : (argv[at] ?? '');
  return object.length > 3 && abbreviates(object, 'netns') ? argv.slice(at + 1) : undefined;
}

/** `ip netns …`; answers the exit status. */
export function* ipNetns(sys: Sys, args: readonly string[]): Blocking<number> {
  const [command = 'list', ...rest] = args;
  if (['list', 'show', 'lst'].some((name) => abbreviates(command, name))) {
    const found = sys.fs.list(NETNS_RUN_DIR);
    if (found.ok && found.value.length > 0) throw notSimulated('ip netns list with the numbers of namespaces');
    return 0;
  }
  if (abbreviates(command, 'exec')) return yield* execute(sys, rest);
  const absent = others.find((name) => abbreviates(command, name));
  if (absent) throw notSimulated(`ip netns ${absent}`);
  throw new ToolExit(255, `Command "${command}" is unknown, try "ip netns help".\n`);
}

function* execute(sys: Sys, args: readonly string[]): Blocking<number> {
  const [name, ...command] = args;
  if (name === undefined) throw new ToolExit(255, 'No netns name specified\n');
  const [program] = command;
  if (program === undefined) throw new ToolExit(255, 'No command specified\n');
  switchNetns(sys, name);
  const started = sys.exec(command);
  if (started.ok) return yield* started.value;
  throw new ToolExit(255, `exec of "${program}" failed: ${strerror[started.errno]}\n`);
}
