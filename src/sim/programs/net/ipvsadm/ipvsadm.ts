// ipvsadm: shows and changes virtual services.
// Source: ipvsadm 1.31, ipvsadm.c, libipvs/libipvs.c (ipvs_strerror); ipvsadm(8).
// Not modelled: what arguments.ts names; the kernel module is always there.
import type { Errno } from '../../../base/errno.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { Ipvs } from '../../../linux/ipvs.ts';
import { type Answer, answer, DONE, notSimulated, runTool, say, ToolExit } from '../tool.ts';
import { destinationOf, parseArguments, type Request } from './arguments.ts';
import { IPVS_VERSION, listConnections, listServices, saveServices } from './listing.ts';
import { ipvsadmUsage, ipvsadmVersion } from './usage.ts';

type Attempt = 'add service' | 'service' | 'add server' | 'server';

/** ipvs_strerror: what an error means for what was tried. */
const meanings: Readonly<Record<Attempt, Partial<Record<Errno, string>>>> = {
  'add service': { EEXIST: 'Service already exists', ENOENT: 'Scheduler or persistence engine not found' },
  service: { ESRCH: 'No such service', ENOENT: 'Scheduler or persistence engine not found' },
  'add server': { ESRCH: 'Service not defined', EEXIST: 'Destination already exists' },
  server: { ESRCH: 'Service not defined', ENOENT: 'No such destination' },
};

function outcome(errno: Errno | undefined, attempt: Attempt, { scheduler }: Request): Answer {
  if (errno === undefined) return DONE;
  if (errno === 'EOPNOTSUPP') throw notSimulated(`ipvsadm with the scheduler ${scheduler}`);
  return { stderr: `${meanings[attempt][errno] ?? 'Permission denied (you must be root)'}\n`, status: 255 };
}

function carryOut(ipvs: Ipvs, request: Request, origin: string): Answer {
  const { service, command, scheduler } = request;
  const destination = destinationOf(request);
  if (command === 'L') return list(ipvs, request);
  if (command === 'S') return { stdout: saveServices(ipvs, request.format.numeric), status: 0 };
  if (command === 'C') ipvs.clear();
  if (command === 'Z') return outcome(ipvs.zero(service), 'service', request);
  if (command === 'set' && request.timeouts) ipvs.setTimeouts(request.timeouts);
  if (service === undefined) return DONE;
  switch (command) {
    case 'A':
      return outcome(ipvs.addService(service, scheduler, origin), 'add service', request);
    case 'E':
      return outcome(ipvs.editService(service, scheduler), 'service', request);
    case 'D':
      return outcome(ipvs.deleteService(service), 'service', request);
    case 'a':
      return outcome(ipvs.addDestination(service, destination, origin), 'add server', request);
    case 'e':
      return outcome(ipvs.editDestination(service, destination), 'server', request);
    case 'd':
      return outcome(ipvs.deleteDestination(service, destination.address, destination.port), 'server', request);
    default:
      return DONE;
  }
}

function list(ipvs: Ipvs, { format, service }: Request): Answer {
  if (format.show === 'connections') return { stdout: listConnections(ipvs, format.numeric), status: 0 };
  if (format.show === 'timeout') {
    const { tcp, tcpFin, udp } = ipvs.timeouts();
    return { stdout: `Timeout (tcp tcpfin udp): ${tcp} ${tcpFin} ${udp}\n`, status: 0 };
  }
  const only = service && ipvs.services().find((view) => JSON.stringify(view.key) === JSON.stringify(service));
  if (service !== undefined && only === undefined) return { stderr: 'No such service\n', status: 1 };
  return { stdout: listServices(ipvs, format, only), status: 0 };
}

/** The lines of standard input, each a command as `-S` writes them. */
function* restore(sys: Sys): Blocking<number> {
  const stdin = sys.file(0);
  let text = '';
  if (stdin === undefined) return 0;
  for (let piece = yield* stdin.read(); piece !== undefined; piece = yield* stdin.read()) text += piece;
  let status = 0;
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0]?.startsWith('#')) continue;
    const request = parseArguments(words);
    if (request.command === 'R') throw new ToolExit(255, '');
    status = yield* say(
      sys,
      answer(() => carryOut(sys.net.ipvs, request, `ipvsadm ${line.trim()}`)),
    );
  }
  return status;
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const { ipvs } = sys.net;
  const [first] = argv.slice(1);
  if (ipvs.denied)
    throw new ToolExit(
      2,
      "Can't initialize ipvs: Permission denied (you must be root)\nAre you sure that IP Virtual Server is built in the kernel or as module?\n",
    );
  if (first === undefined) {
    const format = { numeric: false, sorted: true, exact: false, show: 'entries' } as const;
    return yield* say(sys, { stdout: listServices(ipvs, format), status: 0 });
  }
  if (first === '-h' || first === '--help') throw new ToolExit(0, '', ipvsadmUsage(IPVS_VERSION));
  if (first === '-v' || first === '--version') throw new ToolExit(0, '', ipvsadmVersion(IPVS_VERSION));
  const request = parseArguments(argv.slice(1));
  if (request.command === 'R') return yield* restore(sys);
  return yield* say(
    sys,
    answer(() => carryOut(ipvs, request, argv.join(' '))),
  );
}

export const ipvsadm: Program = {
  name: 'ipvsadm',
  summary: 'show and change virtual services (IPVS)',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
