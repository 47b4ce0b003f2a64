// What `iptables -L` prints: chains as tables, one rule a line.
// Source: iptables/nft-shared.c (nft_ipv46_…, print_firewall_details), xshared.c (print_rule_details, print_header, xtables_print_num).
// Not modelled: names from DNS; addresses stay numbers, apart from those that /etc/hosts and /etc/networks of every machine name.
import { formatIp4, LOOPBACK, maskOf } from '../../../base/ip4.ts';
import type { AddressTest, ChainView, DeviceTest, RuleView } from '../../../linux/netfilter.ts';

/** -n, -v, -x, --line-numbers. */
export interface ListingOptions {
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
}

const LOOPBACK_NETWORK = 0x7f000000;

/** One chain, with its header. */
export function listChain(chain: ChainView, options: ListingOptions): string {
  const rules = chain.rules.map((rule, at) => listRule(rule, at + 1, options));
  return `${chainLine(chain, options)}${columnsLine(options)}${rules.join('')}`;
}

function chainLine(chain: ChainView, { verbose, exact }: ListingOptions): string {
  if (chain.policy === undefined) return `Chain ${chain.name} (${chain.references} references)\n`;
  const bare = (value: number): string => count(value, 0, exact).trim();
  const counted = verbose ? ` ${bare(chain.packets)} packets, ${bare(chain.bytes)} bytes` : '';
  return `Chain ${chain.name} (policy ${chain.policy}${counted})\n`;
}

function columnsLine({ verbose, exact, lineNumbers }: ListingOptions): string {
  const number = lineNumbers ? 'num  ' : '';
  const counters = verbose ? (exact ? '    pkts      bytes ' : ' pkts bytes ') : '';
  const devices = verbose ? ' in     out    ' : '';
  return `${number}${counters}${'target'.padEnd(9)}  prot opt${devices} ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} \n`;
}

/** xtables_print_num: as it is up to 99999, then in thousands. */
function count(value: number, width: number, exact: boolean): string {
  if (exact) return `${value}`.padStart(width);
  if (value <= 99_999) return `${value}`.padStart(width);
  let scaled = value;
  for (const unit of ['K', 'M', 'G', 'T']) {
    scaled = Math.floor((scaled + 500) / 1000);
    if (scaled <= 9999 || unit === 'T') return `${scaled}${unit}`.padStart(width);
  }
  return `${scaled}`;
}

const bang = (inverted: boolean | undefined): string => (inverted ? '!' : ' ');

/** One rule's line. */
export function listRule(rule: RuleView, number: number, options: ListingOptions): string {
  const { columns } = rule;
  const { protocol } = columns;
  const [packetsWidth, bytesWidth] = options.exact ? [8, 8] : [5, 5];
  const counters = `${count(rule.packets, packetsWidth, options.exact)} ${count(rule.bytes, bytesWidth, options.exact)} `;
  const parts = [
    options.lineNumbers ? `${`${number}`.padEnd(4)} ` : '',
    options.verbose ? counters : '',
    `${columns.target.padEnd(9)} ${bang(protocol.inverted)}`,
    `${(options.numeric ? `${protocol.number}` : protocol.name).padEnd(4)} `,
    `${fragmentMark(columns.fragment)} `,
    options.verbose ? ` ${device(columns.in, options).padEnd(6)} ${device(columns.out, options).padEnd(6)} ` : '',
    `${bang(columns.source?.inverted)}${address(columns.source, options).padEnd(19)} `,
    `${bang(columns.destination?.inverted)}${address(columns.destination, options).padEnd(19)} `,
    columns.goto ? '[goto] ' : '',
  ];
  return `${parts.join('')}${detailsOf(rule, options)}\n`;
}

/** As `iptables -v -A` tells of the rule that it has made. */
export function tellRule(rule: RuleView, options: ListingOptions): string {
  const { columns } = rule;
  const { protocol } = columns;
  const name = options.numeric ? `${protocol.number}` : protocol.name;
  const numeric = { ...options, numeric: true };
  const devices = `in ${device(columns.in, { ...options, numeric: true })} out ${device(columns.out, numeric)}`;
  const source = `${bang(columns.source?.inverted)}${address(columns.source, numeric)}`;
  const destination = `${bang(columns.destination?.inverted)}-> ${address(columns.destination, numeric)}`;
  const head = `${columns.target} ${bang(protocol.inverted)}${name} opt ${fragmentMark(columns.fragment)} ${devices}`;
  return `${head} ${source} ${destination}  ${detailsOf(rule, numeric)}\n`;
}

function detailsOf(rule: RuleView, { numeric }: ListingOptions): string {
  const details = rule.columns.details(numeric);
  return details === '' ? '' : ` ${details}`;
}

function fragmentMark(fragment: boolean | undefined): string {
  return fragment === undefined ? '--' : fragment ? '-f' : '!f';
}

function device(test: DeviceTest | undefined, { numeric }: ListingOptions): string {
  if (test === undefined) return numeric ? '*' : 'any';
  return `${test.inverted ? '!' : ''}${test.name}`;
}

function address(test: AddressTest | undefined, { numeric }: ListingOptions): string {
  if (test === undefined) return numeric ? '0.0.0.0/0' : 'anywhere';
  if (!numeric && test.address === LOOPBACK && test.mask === maskOf(32)) return 'localhost';
  const spelt = !numeric && test.address === LOOPBACK_NETWORK ? 'loopback' : formatIp4(test.address);
  if (test.mask === maskOf(32)) return spelt;
  for (let length = 0; length < 32; length++) if (maskOf(length) === test.mask) return `${spelt}/${length}`;
  return `${spelt}/${formatIp4(test.mask)}`;
}
