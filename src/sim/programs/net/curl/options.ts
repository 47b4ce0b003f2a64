// curl's command line.
// Source: curl(1), src/tool_getparam.c of curl 8. Short options cluster; long ones may be abbreviated when unambiguous.
// Not modelled: configuration files, URL globbing, options of other protocols than HTTP; those that are real say so.
import { notSimulated, ToolExit } from '../tool.ts';

const hint = "curl: try 'curl --help' or 'curl --manual' for more information\n";
const CURLE_FAILED_INIT = 2;

/** What a value or switch is called inside: the key of `Options`. */
type Kind = 'flag' | 'value';
interface Option {
  readonly long: string;
  readonly short?: string;
  readonly kind: Kind;
}

const flag = (long: string, short?: string): Option => ({
  long,
  kind: 'flag',
  ...(short === undefined ? {} : { short }),
});
const value = (long: string, short?: string): Option => ({ ...flag(long, short), kind: 'value' });

const table: readonly Option[] = [
  flag('silent', 's'),
  flag('show-error', 'S'),
  flag('head', 'I'),
  flag('include', 'i'),
  flag('verbose', 'v'),
  flag('location', 'L'),
  flag('fail', 'f'),
  flag('fail-with-body'),
  flag('insecure', 'k'),
  flag('remote-name', 'O'),
  flag('ipv4', '4'),
  flag('http1.1'),
  flag('http1.0', '0'),
  flag('no-buffer', 'N'),
  flag('get', 'G'),
  flag('progress-bar', '#'),
  flag('no-progress-meter'),
  flag('disable', 'q'),
  flag('help', 'h'),
  flag('version', 'V'),
  value('output', 'o'),
  value('max-time', 'm'),
  value('connect-timeout'),
  value('request', 'X'),
  value('data', 'd'),
  value('data-raw'),
  value('data-binary'),
  value('data-ascii'),
  value('header', 'H'),
  value('user-agent', 'A'),
  value('referer', 'e'),
  value('write-out', 'w'),
  value('url'),
  value('resolve'),
  value('max-redirs'),
];

/** Options that the real curl has and this one does not. */
const realShort = 'abcgjlnprtuxyzBCDEFJKMPQRTUYZ1236:';
const realLong = [
  ...[
    'anyauth',
    'basic',
    'cacert',
    'cert',
    'ciphers',
    'compressed',
    'config',
    'cookie',
    'cookie-jar',
    'digest',
    'dns-servers',
  ],
  ...[
    'form',
    'form-string',
    'globoff',
    'http2',
    'http3',
    'interface',
    'ipv6',
    'json',
    'keepalive-time',
    'key',
    'limit-rate',
  ],
  ...[
    'local-port',
    'netrc',
    'noproxy',
    'oauth2-bearer',
    'output-dir',
    'parallel',
    'proxy',
    'range',
    'rate',
    'remote-time',
  ],
  ...[
    'retry',
    'retry-all-errors',
    'retry-connrefused',
    'retry-delay',
    'retry-max-time',
    'socks5',
    'speed-limit',
    'speed-time',
  ],
  ...[
    'stderr',
    'tcp-nodelay',
    'tls-max',
    'tlsv1.2',
    'trace',
    'trace-ascii',
    'trace-time',
    'unix-socket',
    'upload-file',
    'user',
  ],
];

export interface CurlOptions {
  readonly urls: readonly string[];
  has(name: string): boolean;
  /** The value given last. */
  value(name: string): string | undefined;
  values(name: string): readonly string[];
  /** Where each URL's contents go, in order: `-o` values, `true` for -O. */
  readonly outputs: readonly (string | true)[];
  /** The request's body, of all that the data options gave. */
  readonly data: string | undefined;
}

function wrong(option: string, complaint: string): ToolExit {
  return new ToolExit(CURLE_FAILED_INIT, `curl: option ${option}: ${complaint}\n${hint}`);
}

function findLong(word: string): Option {
  const name = word.slice(2);
  const exact = table.find((option) => option.long === name);
  if (exact) return exact;
  if (realLong.includes(name)) throw notSimulated(`curl ${word}`);
  const near = table.filter((option) => option.long.startsWith(name));
  const [only] = near;
  if (near.length > 1) throw wrong(word, 'is ambiguous');
  if (!only) throw wrong(word, 'is unknown');
  return only;
}

function findShort(letter: string): Option {
  const option = table.find((known) => known.short === letter);
  if (option) return option;
  throw realShort.includes(letter) ? notSimulated(`curl -${letter}`) : wrong(`-${letter}`, 'is unknown');
}

/** Reads the words behind `curl`. */
export function parseCurl(words: readonly string[]): CurlOptions {
  const given: (readonly [string, string])[] = [];
  const urls: string[] = [];
  let at = 0;
  const need = (word: string): string => {
    const next = words[at++];
    if (next === undefined) throw wrong(word, 'requires parameter');
    return next;
  };
  while (at < words.length) {
    const word = words[at++] as string;
    if (word.startsWith('--') && word.length > 2) {
      const option = findLong(word);
      given.push([option.long, option.kind === 'value' ? need(word) : '']);
    } else if (word.startsWith('-') && word.length > 1 && word !== '--') {
      for (let i = 1; i < word.length; i++) {
        const option = findShort(word.charAt(i));
        const attached = word.slice(i + 1);
        if (option.kind === 'value') {
          given.push([option.long, attached === '' ? need(`-${word.charAt(i)}`) : attached]);
          break;
        }
        given.push([option.long, '']);
      }
    } else if (word !== '--') urls.push(word);
  }
  return collected(given, urls);
}

function collected(given: readonly (readonly [string, string])[], operands: readonly string[]): CurlOptions {
  const values = (name: string): string[] => given.filter(([key]) => key === name).map(([, text]) => text);
  const data = given.filter(([key]) => key.startsWith('data')).map(([, text]) => text);
  return {
    urls: [...operands, ...values('url')],
    has: (name) => given.some(([key]) => key === name),
    value: (name) => values(name).at(-1),
    values,
    outputs: given
      .filter(([key]) => key === 'output' || key === 'remote-name')
      .map(([key, text]) => (key === 'output' ? text : true)),
    data: data.length === 0 ? undefined : data.join('&'),
  };
}
