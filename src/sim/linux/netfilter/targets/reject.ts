// The target REJECT: drops a packet and tells its sender.
// Source: net/ipv4/netfilter/ipt_REJECT.c; libipt_REJECT.c.
// Not modelled: the ICMP codes that no option names.
import {
  ICMP_HOST_UNREACH,
  ICMP_NET_UNREACH,
  ICMP_PKT_FILTERED,
  ICMP_PORT_UNREACH,
  ICMP_PROT_UNREACH,
} from '../../../wire/icmp.ts';
import { IPPROTO_TCP } from '../../../wire/ipv4.ts';
import { type Kind, RuleError, type Target } from '../extension.ts';
import type { Refusal } from '../traversal.ts';

const ICMP_NET_ANO = 9; // uapi/linux/icmp.h
const ICMP_HOST_ANO = 10;

const refusals: readonly (readonly [name: string, alias: string, refusal: Refusal])[] = [
  ['icmp-net-unreachable', 'net-unreach', { kind: 'icmp', code: ICMP_NET_UNREACH }],
  ['icmp-host-unreachable', 'host-unreach', { kind: 'icmp', code: ICMP_HOST_UNREACH }],
  ['icmp-proto-unreachable', 'proto-unreach', { kind: 'icmp', code: ICMP_PROT_UNREACH }],
  ['icmp-port-unreachable', 'port-unreach', { kind: 'icmp', code: ICMP_PORT_UNREACH }],
  ['icmp-net-prohibited', 'net-prohib', { kind: 'icmp', code: ICMP_NET_ANO }],
  ['icmp-host-prohibited', 'host-prohib', { kind: 'icmp', code: ICMP_HOST_ANO }],
  ['tcp-reset', 'tcp-rst', { kind: 'tcp-reset' }],
  ['icmp-admin-prohibited', 'admin-prohib', { kind: 'icmp', code: ICMP_PKT_FILTERED }],
];

export const rejectTarget: Kind<Target> = {
  name: 'REJECT',
  begin() {
    let chosen = 'icmp-port-unreachable';
    return {
      options: ['--reject-with'],
      take(option, words) {
        const word = words.value(option).toLowerCase();
        const found = refusals.find(([name, alias]) => name.startsWith(word) || alias.startsWith(word));
        if (found === undefined) throw new RuleError(`unknown reject type "${word}"`);
        chosen = found[0];
      },
      finish() {
        const refusal = refusals.find(([name]) => name === chosen)?.[2];
        return {
          name: 'REJECT',
          text: `--reject-with ${chosen}`,
          listing: () => `reject-with ${chosen}`,
          tables: ['filter'],
          chains: ['INPUT', 'FORWARD', 'OUTPUT'],
          ...(refusal?.kind === 'tcp-reset' ? { protocol: IPPROTO_TCP } : {}),
          apply(at) {
            at.refusal = refusal;
            return 'drop';
          },
        };
      },
    };
  },
};
