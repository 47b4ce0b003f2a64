// nsenter: runs a program in the network namespace of a process or of a file. Debian's and busybox'.
// Source: util-linux 2.38.1 sys-utils/nsenter.c, nsenter(1); busybox 1.35 util-linux/nsenter.c.
// Not modelled: every other kind of namespace.
import { strerror } from '../../base/errno.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import { parseOptions } from '../text/getopt.ts';
import { die, dieWith, helpOf, showUsage } from './busybox/usage.ts';
import { notSimulated, runTool, ToolExit } from './tool.ts';

const HINT = "Try 'nsenter --help' for more information.\n";
const HELP = `
Usage:
 nsenter [options] [<program> [<argument>...]]

Run a program with namespaces of other processes.

Options:
 -a, --all              enter all namespaces
 -t, --target <pid>     target process to get namespaces from
 -m, --mount[=<file>]   enter mount namespace
 -u, --uts[=<file>]     enter UTS namespace (hostname etc)
 -i, --ipc[=<file>]     enter System V IPC namespace
 -n, --net[=<file>]     enter network namespace
 -p, --pid[=<file>]     enter pid namespace
 -C, --cgroup[=<file>]  enter cgroup namespace
 -U, --user[=<file>]    enter user namespace
 -T, --time[=<file>]    enter time namespace
 -S, --setuid <uid>     set uid in entered namespace
 -G, --setgid <gid>     set gid in entered namespace
     --preserve-credentials do not touch uids or gids
 -r, --root[=<dir>]     set the root directory
 -w, --wd[=<dir>]       set the working directory
 -W. --wdns <dir>       set the working directory in namespace
 -F, --no-fork          do not fork before exec'ing <program>
 -Z, --follow-context   set SELinux context according to --target PID

 -h, --help             display this help
 -V, --version          display version

For more details see nsenter(1).
`;

const rules = {
  options: [
    'a,all',
    't,target:',
    'm,mount::',
    'u,uts::',
    'i,ipc::',
    'n,net::',
    'p,pid::',
    'C,cgroup::',
    'U,user::',
    'T,time::',
    'S,setuid:',
    'G,setgid:',
    'preserve-credentials',
    'r,root::',
    'w,wd::',
    'W,wdns:',
    'F,no-fork',
    'Z,follow-context',
    'h,help',
    'V,version',
  ],
  stopAtOperand: true,
};
const missing = ['a', 'm', 'u', 'i', 'p', 'C', 'U', 'T', 'S', 'G', 'r', 'w', 'W'];
/** execvp(3) failed: EX_EXEC_ENOENT and EX_EXEC_FAILED of util-linux' exitcodes.h. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const parsed = parseOptions(argv.slice(1), rules);
  if (parsed.kind === 'wrong') throw new ToolExit(1, `nsenter: ${parsed.message}\n${HINT}`);
  const { options, operands } = parsed;
  if (options.has('h')) throw new ToolExit(0, '', HELP);
  if (options.has('V')) throw new ToolExit(0, '', 'nsenter from util-linux 2.38.1\n');
  for (const key of missing) if (options.has(key)) throw notSimulated(`nsenter -${key}`);
  const target = options.value('t');
  if (target !== undefined && !/^\d+$/.test(target))
    throw new ToolExit(1, `nsenter: failed to parse pid: '${target}'\n`);
  if (options.has('n')) enter(sys, options.value('n') ?? '', target);
  const command = operands.length > 0 ? operands : [sys.env.get('SHELL') ?? '/bin/sh'];
  const started = sys.exec(command);
  if (started.ok) return yield* started.value;
  throw new ToolExit(
    started.errno === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE,
    `nsenter: failed to execute ${command[0]}: ${strerror[started.errno]}\n`,
  );
}

/** `--net=FILE`, or `-n` with the process of `-t`. */
function enter(sys: Sys, file: string, target: string | undefined): void {
  if (file === '' && target === undefined) {
    throw new ToolExit(1, 'nsenter: neither filename nor target pid supplied for ns/net\n');
  }
  const path = file === '' ? `/proc/${target}/ns/net` : file;
  const errno = sys.enterNetns(file === '' ? { pid: Number(target) } : { path: file });
  if (errno === 'EINVAL' || errno === 'EPERM') {
    throw new ToolExit(1, `nsenter: reassociate to namespace 'ns/net' failed: ${strerror[errno]}\n`);
  }
  if (errno) throw new ToolExit(1, `nsenter: cannot open ${path}: ${strerror[errno]}\n`);
}

export const nsenter: Program = {
  name: 'nsenter',
  summary: 'run a program in the network namespace of another process',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};

const busyboxUsage = `nsenter [OPTIONS] [PROG ARGS]

	-t PID		Target process to get namespaces from
	-m[FILE]	Enter mount namespace
	-u[FILE]	Enter UTS namespace (hostname etc)
	-i[FILE]	Enter System V IPC namespace
	-n[FILE]	Enter network namespace
	-p[FILE]	Enter pid namespace
	-U[FILE]	Enter user namespace
	-S UID		Set uid in entered namespace
	-G GID		Set gid in entered namespace
	--preserve-credentials	Don't touch uids or gids
	-r[DIR]		Set root directory
	-w[DIR]		Set working directory
	-F		Don't fork before exec'ing PROG
`;

function* runBusybox(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(busyboxUsage);
  const parsed = parseOptions(argv.slice(1), rules);
  if (parsed.kind === 'wrong') throw showUsage(busyboxUsage, `nsenter: ${parsed.message}\n`);
  const { options, operands } = parsed;
  for (const key of missing) if (options.has(key)) throw notSimulated(`nsenter -${key}`);
  const target = options.value('t');
  if (target !== undefined && !/^\d+$/.test(target)) throw die('nsenter', `invalid number '${target}'`);
  if (options.has('n')) {
    const file = options.value('n') ?? '';
    if (file === '' && target === undefined) throw showUsage(busyboxUsage);
    const path = file === '' ? `/proc/${target}/ns/net` : file;
    const errno = sys.enterNetns(file === '' ? { pid: Number(target) } : { path: file });
    if (errno === 'EINVAL' || errno === 'EPERM')
      throw dieWith('nsenter', "setns(): can't reassociate to namespace 'net'", errno);
    if (errno) throw dieWith('nsenter', `can't open '${path}'`, errno);
  }
  const command = operands.length > 0 ? operands : [sys.env.get('SHELL') ?? '/bin/sh'];
  const started = sys.exec(command);
  if (started.ok) return yield* started.value;
  const status = started.errno === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
  throw dieWith('nsenter', `can't execute '${command[0]}'`, started.errno, status);
}

export const busyboxNsenter: Program = {
  name: 'nsenter',
  summary: 'run a program in the network namespace of another process',
  *main(sys, argv) {
    return yield* runTool(sys, runBusybox(sys, argv));
  },
};
