// The target LOG: writes a packet into the kernel's log and goes on.
// Source: net/netfilter/xt_LOG.c, nf_log_syslog.c; libxt_LOG.c. Only the first namespace logs (net.netfilter.nf_log_all_netns is 0).
// Not modelled: --log-ip-options and --log-uid write nothing more.
import { type Kind, RuleError, type Target } from '../extension.ts';
import { logLine } from '../packet-log.ts';
import { quoted } from '../quote.ts';

const WARNING = 4; // LOG_WARNING
const MAX_PREFIX = 29;

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'] as const;

function parseLevel(word: string): number {
  if (/^\d+$/.test(word) && Number(word) < levels.length) return Number(word);
  const at = levels.findIndex((level) => level.startsWith(word.toLowerCase().slice(0, 4)));
  if (at < 0) throw new RuleError(`log-level "${word}" unknown`);
  return at;
}

const logFlags = ['--log-tcp-sequence', '--log-tcp-options', '--log-ip-options', '--log-uid', '--log-macdecode'];

export const logTarget: Kind<Target> = {
  name: 'LOG',
  begin() {
    let level = WARNING;
    let prefix: string | undefined;
    const flags = new Set<string>();
    return {
      options: ['--log-level', '--log-prefix', ...logFlags],
      take(option, words) {
        if (option === '--log-level') level = parseLevel(words.value(option));
        else if (option === '--log-prefix') prefix = words.value(option).slice(0, MAX_PREFIX);
        else flags.add(option);
      },
      finish: () => logging(level, prefix, flags),
    };
  },
};

function logging(level: number, prefix: string | undefined, flags: ReadonlySet<string>): Target {
  const given = logFlags.filter((flag) => flags.has(flag));
  const bits = given.reduce((sum, flag) => sum + 2 ** logFlags.indexOf(flag), 0);
  const texts = [
    ...(prefix === undefined ? [] : [`--log-prefix ${quoted(prefix)}`]),
    ...(level === WARNING ? [] : [`--log-level ${level}`]),
    ...given,
  ];
  const shown = prefix === undefined ? '' : ` prefix "${prefix}"`;
  const details = {
    tcpSequence: flags.has('--log-tcp-sequence'),
    tcpOptions: flags.has('--log-tcp-options'),
    macDecode: flags.has('--log-macdecode'),
  };
  return {
    name: 'LOG',
    text: texts.join(' '),
    listing: ({ numeric }) =>
      numeric ? `LOG flags ${bits} level ${level}${shown}` : `LOG level ${levels[level]}${shown}`,
    apply(at) {
      const { kernel } = at.ns;
      if (at.ns === kernel.namespaces()[0])
        kernel.log.say(kernel.scheduler.now, level, logLine(at, prefix ?? '', details));
      return 'continue';
    },
  };
}
