import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { KernelLab } from '../../testkit/kernel-lab.ts';
import { ETH_P_IP, EthernetFrame } from '../../wire/ethernet.ts';
import { BareBytes, IPPROTO_UDP, Ipv4Packet } from '../../wire/ipv4.ts';
import { UdpDatagram } from '../../wire/udp.ts';
import { VxlanPacket } from '../../wire/vxlan.ts';
import { type Instruction, isProgram, runProgram } from './cbpf.ts';

const header = {
  protocol: IPPROTO_UDP,
  ttl: 64,
  id: 1,
  tos: 0,
  dontFragment: false,
  moreFragments: false,
  fragmentOffset: 0,
};
const udp = (contents: Uint8Array | VxlanPacket): Ipv4Packet =>
  new Ipv4Packet(ip4('10.0.0.1'), ip4('10.0.0.2'), header, 64, new UdpDatagram(1000, 4789, contents), 1, 1);
const tunnelled = (vni: number): Ipv4Packet =>
  udp(new VxlanPacket(vni, new EthernetFrame(2, 4, ETH_P_IP, new BareBytes(new Uint8Array(20)), 1, 1)));

/** `code jt jf k, …` as iptables writes programs. */
const program = (text: string): Instruction[] =>
  text.split(',').map((part) => {
    const [code = 0, jt = 0, jf = 0, k = 0] = part.trim().split(' ').map(Number);
    return { code, jt, jf, k };
  });

/** What Docker writes for the VXLAN identifier 4098. */
const BY_VNI = '32 0 0 4294963252,7 0 0 0,64 0 0 4,116 0 0 8,21 1 0 4098,6 0 0 0,6 0 0 4294967295';

describe('a classic BPF program', () => {
  it.each([
    ['Docker’s: another VNI', BY_VNI, tunnelled(4097), 0],
    ['Docker’s: that VNI', BY_VNI, tunnelled(4098), 0xffffffff],
    ['Docker’s: too short a packet', BY_VNI, udp(new Uint8Array(3)), 0],
    ['the protocol byte', '48 0 0 9,22 0 0 0', tunnelled(1), IPPROTO_UDP],
    ['a half word at an index', '177 0 0 0,72 0 0 2,22 0 0 0', tunnelled(1), 4789],
    ['arithmetic', '0 0 0 7,4 0 0 5,36 0 0 3,52 0 0 4,22 0 0 0', tunnelled(1), 9],
    ['a division by zero', '0 0 0 7,1 0 0 0,60 0 0 0,22 0 0 0', tunnelled(1), 0],
    ['scratch memory', '0 0 0 42,2 0 0 3,0 0 0 1,96 0 0 3,22 0 0 0', tunnelled(1), 42],
    ['a jump over', '5 0 0 1,6 0 0 1,6 0 0 2', tunnelled(1), 2],
    ['the length', '128 0 0 0,22 0 0 0', udp(new Uint8Array(10)), 38],
  ])('%s', (_name, text, packet, expected) => {
    expect(isProgram(program(text))).toBe(true);
    expect(runProgram(program(text), packet)).toBe(expected);
  });

  it('must end with a return and jump inside', () => {
    expect(isProgram(program('0 0 0 1'))).toBe(false);
    expect(isProgram(program('21 3 0 1,6 0 0 0'))).toBe(false);
  });
});

describe('rules of an encrypted overlay, as recorded', () => {
  const { netfilter } = new KernelLab().kernel('node1').rootNs.net;
  const bpf = `7,${BY_VNI}`;
  const rules = (table: 'mangle' | 'filter', chain: string) =>
    netfilter
      .chains(table)
      .find(({ name }) => name === chain)
      ?.rules.map(({ text }) => text);

  it('print as iptables prints them', () => {
    const vni = ['-p', 'udp', '--dport', '4789', '-m', 'bpf', '--bytecode', bpf];
    netfilter.append('mangle', 'OUTPUT', [...vni, '-j', 'MARK', '--set-mark', '13681891']);
    netfilter.insert('filter', 'INPUT', 1, ['-m', 'policy', '--dir', 'in', '--pol', 'none', ...vni, '-j', 'DROP']);
    expect(rules('mangle', 'OUTPUT')).toEqual([
      `-p udp -m udp --dport 4789 -m bpf --bytecode "${bpf}" -j MARK --set-xmark 0xd0c4e3/0xffffffff`,
    ]);
    expect(rules('filter', 'INPUT')).toEqual([
      `-p udp -m policy --dir in --pol none -m udp --dport 4789 -m bpf --bytecode "${bpf}" -j DROP`,
    ]);
  });

  it.each([
    [['-m', 'bpf'], 'bpf: no program specified\n'],
    [
      ['-m', 'bpf', '--bytecode', '2,6 0 0 0'],
      'bpf: parsed program length is less than or more than the filter length',
    ],
    [['-m', 'ipvs'], 'IPVS: At least one option is required'],
    [['-m', 'policy', '--pol', 'none'], 'policy match: neither --dir in nor --dir out specified'],
  ])('%j is no rule', (words, message) => {
    expect(netfilter.append('filter', 'INPUT', [...words, '-j', 'DROP'])).toMatchObject({ message });
  });
});
