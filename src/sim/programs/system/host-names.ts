// hostname, uname, uptime: what the machine says of itself.
// Source: hostname(1) 3.23, uname(1) of coreutils 9.1, uptime(1) of procps 4.0; busybox 1.35.
// Not modelled: setting names, load (always 0), logged-in users.
import { strerror } from '../../base/errno.ts';
import { formatIp4, parseIp4 } from '../../base/ip4.ts';
import { strftime } from '../../base/time.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Call, Tool } from '../text/tool.ts';
import { uname as kernel, SECOND } from './constants.ts';

export const hostname: Tool = {
  name: 'hostname',
  summary: "Show the system's host name",
  usage: '[-b] {hostname|-F file}\n[-a|-A|-d|-f|-i|-I|-s|-y]\n',
  help: `
    -d, --domain             DNS domain name
    -f, --fqdn, --long       long host name (FQDN)
    -i, --ip-address         addresses for the host name
    -I, --all-ip-addresses   all addresses for the host
    -s, --short              short host name`,
  version: 'hostname 3.23',
  options: ['a,alias', 'd,domain', 'f,fqdn,long', 'i,ip-address', 'I,all-ip-addresses', 's,short'],
  *run(call) {
    const { sys, options } = call;
    if (call.operands.length > 0) {
      if (!sys.capable('SYS_ADMIN')) {
        const why =
          call.flavour === 'gnu' ? 'you must be root to change the host name' : `sethostname: ${strerror.EPERM}`;
        return yield* call.die(why);
      }
      yield* sys.error('hoplab: not simulated yet: setting the host name\n');
      return 125;
    }
    switch (options.last('a', 'd', 'f', 'i', 'I', 's')) {
      case 'I':
        call.put(`${allAddresses(call).join(' ')} \n`);
        return 0;
      case 'i':
        return yield* ownAddresses(call);
      case 's':
        call.put(`${sys.hostname.split('.')[0]}\n`);
        return 0;
      case 'd':
        call.put(sys.hostname.includes('.') ? `${sys.hostname.replace(/^[^.]*\./, '')}\n` : '');
        return 0;
      case 'f':
        call.put(`${hostsEntries(call)[0]?.[1] ?? sys.hostname}\n`);
        return 0;
      case 'a':
        call.put(
          `${hostsEntries(call)
            .flatMap((words) => words.slice(2))
            .join(' ')}\n`,
        );
        return 0;
      default:
        call.put(`${sys.hostname}\n`);
        return 0;
    }
  },
};

/** Addresses of all interfaces but loopback's and IPv6 link-local ones. */
function allAddresses(call: Call): string[] {
  const { net } = call.sys;
  const four = net.addresses().filter((a) => a.scope !== 'host');
  const six = net.addresses6().filter((a) => a.scope === 'global');
  return [...four.map((a) => formatIp4(a.local)), ...six.map((a) => a.local)];
}

/** Lines of /etc/hosts that name this host: address, canonical name, aliases. */
function hostsEntries(call: Call): string[][] {
  const hosts = call.sys.fs.readFile('/etc/hosts');
  const lines = hosts.ok ? hosts.value.split('\n') : [];
  return lines
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.slice(1).includes(call.sys.hostname));
}

function* ownAddresses(call: Call): Blocking<number> {
  const found = hostsEntries(call).map((words) => words[0] as string);
  if (found.length === 0) return yield* call.die(`Name or service not known`);
  const four = found.filter((address) => parseIp4(address) !== undefined);
  call.put(`${(call.flavour === 'gnu' ? found : four).join(' ')}\n`);
  return 0;
}

export const uname: Tool = {
  name: 'uname',
  summary: 'Print certain system information',
  usage: '[OPTION]...',
  help: `
  -a, --all                print all information
  -s, --kernel-name        print the kernel name
  -n, --nodename           print the network node hostname
  -r, --kernel-release     print the kernel release
  -v, --kernel-version     print the kernel version
  -m, --machine            print the machine hardware name
  -o, --operating-system   print the operating system`,
  version: 'uname (GNU coreutils) 9.1',
  options: [
    'a,all',
    's,kernel-name,sysname',
    'n,nodename',
    'r,kernel-release,release',
    'v,kernel-version',
    'm,machine',
    'p,processor',
    'i,hardware-platform',
    'o,operating-system',
  ],
  *run(call) {
    const [extra] = call.operands;
    if (extra !== undefined) return yield* call.misuse(`extra operand '${extra}'`);
    const parts: readonly (readonly [string, string])[] = [
      ['s', kernel.system],
      ['n', call.sys.hostname],
      ['r', kernel.release],
      ['v', kernel.version],
      ['m', kernel.machine],
      ['o', kernel.operatingSystem],
    ];
    const unknown = ['p', 'i'].filter((key) => call.options.has(key)).map(() => 'unknown');
    const asked = parts.filter(([key]) => call.options.has('a') || call.options.has(key)).map(([, text]) => text);
    const shown = [...asked, ...(call.options.has('a') ? [] : unknown)];
    call.put(`${shown.length > 0 ? shown.join(' ') : kernel.system}\n`);
    return 0;
  },
};

export const uptime: Tool = {
  name: 'uptime',
  summary: 'Tell how long the system has been running',
  usage: '[options]',
  help: `
 -p, --pretty   show uptime in pretty format
 -s, --since    system up since`,
  version: 'uptime from procps-ng 4.0.2',
  options: ['p,pretty', 's,since'],
  *run(call) {
    const { sys } = call;
    const seconds = Math.floor(sys.now() / SECOND);
    const [days, hours, minutes] = [
      Math.floor(seconds / 86400),
      Math.floor(seconds / 3600) % 24,
      Math.floor(seconds / 60) % 60,
    ];
    if (call.options.has('s')) {
      call.put(`${strftime('%F %T', sys.wallClock() - sys.now() / 1000)}\n`);
    } else if (call.options.has('p')) {
      const counted = (n: number, unit: string) => (n === 0 ? [] : [`${n} ${unit}${n === 1 ? '' : 's'}`]);
      const parts = [...counted(days, 'day'), ...counted(hours, 'hour'), ...counted(minutes, 'minute')];
      call.put(`up ${parts.length > 0 ? parts.join(', ') : '0 minutes'}\n`);
    } else {
      const up = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`;
      const dayText = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
      call.put(` ${strftime('%T', sys.wallClock())} up ${dayText}${up},  0 users,  load average: 0.00, 0.00, 0.00\n`);
    }
    yield* call.flush();
    return 0;
  },
};
