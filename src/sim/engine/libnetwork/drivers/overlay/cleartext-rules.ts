// What keeps an encrypted overlay encrypted: its datagrams are marked for IPsec on their way out, and refused where they come in plain.
// Source: moby libnetwork/drivers/overlay/encryption.go (programMangle, programInput), bpf.go (vniMatchBPF).
// Not modelled: IPv6 as transport.
import type { Netfilter } from '../../../../linux/netfilter.ts';
import { type FirewallRule, programRules, removeRules } from '../bridge/rule.ts';

/** Marks what IPsec is to encrypt, and labels the driver's own states and policies. */
export const ENCRYPTION_MARK = 0xd0c4e3;

/** Classic BPF over UDP's payload: the identifier of the VXLAN header is this one. */
function vniProgram(vni: number): string {
  const instructions = [
    '32 0 0 4294963252', // ld poff
    '7 0 0 0', // tax
    '64 0 0 4', // ld [x + 4]
    '116 0 0 8', // rsh #8
    `21 1 0 ${vni}`, // jeq #vni, skips the next
    '6 0 0 0', // ret #0
    '6 0 0 4294967295', // ret #-1
  ];
  return [instructions.length, ...instructions].join(',');
}

function rulesOf(port: number, vni: number): FirewallRule[] {
  const isNetwork = ['-p', 'udp', '--dport', String(port), '-m', 'bpf', '--bytecode', vniProgram(vni)];
  return [
    {
      table: 'mangle',
      chain: 'OUTPUT',
      place: 'append',
      words: [...isNetwork, '-j', 'MARK', '--set-mark', String(ENCRYPTION_MARK)],
      failure: 'could not install mangle rule',
    },
    {
      table: 'filter',
      chain: 'INPUT',
      place: 'insert',
      words: ['-m', 'policy', '--dir', 'in', '--pol', 'none', ...isNetwork, '-j', 'DROP'],
      failure: 'could not add input drop rule',
      remedy: 'Let the other host encrypt it too (IP protocol 50 must pass between the hosts)',
    },
  ];
}

export function refuseCleartext(netfilter: Netfilter, port: number, vni: number, network: string): void {
  programRules(netfilter, rulesOf(port, vni), `docker network ${network} (encrypted)`);
}

export function forgetCleartext(netfilter: Netfilter, port: number, vni: number): void {
  removeRules(netfilter, rulesOf(port, vni));
}
