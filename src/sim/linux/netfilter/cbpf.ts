// Classic BPF programs: read, checked, run over a packet.
// Source: net/core/filter.c (bpf_check_classic, bpf_convert_filter), uapi/linux/filter.h, bpf_common.h.
// Not modelled: ancillary data other than payload offset, protocol and length; instructions on scratch memory beyond M[0..15].
import { getU16, getU32 } from '../../wire/bytes.ts';
import { IPV4_HEADER, type Ipv4Packet, ipv4Bytes } from '../../wire/ipv4.ts';
import { UDP_HEADER } from '../../wire/udp.ts';

/** struct sock_filter. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

const SKF_AD_OFF = 0xfffff000; // -0x1000
const SKF_AD_PROTOCOL = 0;
const SKF_AD_PAY_OFFSET = 52;
const ETH_P_IP = 0x0800;
const MEMORY = 16; // BPF_MEMWORDS
const MAX_INSTRUCTIONS = 4096; // BPF_MAXINSNS

/** BPF_CLASS. */
const LD = 0;
const LDX = 1;
const ST = 2;
const STX = 3;
const ALU = 4;
const JMP = 5;
const RET = 6;
/** BPF_MODE, within loads. */
const MODE_IMM = 0x00;
const MODE_ABS = 0x20;
const MODE_IND = 0x40;
const MODE_MEM = 0x60;
const MODE_LEN = 0x80;
const MODE_MSH = 0xa0;
/** BPF_SIZE. */
const HALF = 0x08;
const BYTE = 0x10;

/** bpf_check_classic: jumps stay inside, the last instruction returns. */
export function isProgram(program: readonly Instruction[]): boolean {
  const last = program[program.length - 1];
  if (last === undefined || program.length > MAX_INSTRUCTIONS || (last.code & 7) !== RET) return false;
  return program.every(({ code, jt, jf, k }, at) => {
    if ((code & 7) !== JMP) return true;
    const jumps = (code & 0xf0) === 0 ? [k] : [jt, jf];
    return jumps.every((by) => at + 1 + by < program.length);
  });
}

/** skb_get_poff: where the payload of the transport begins. */
function payloadOffset({ body }: Ipv4Packet): number {
  if (body.kind === 'udp') return IPV4_HEADER + UDP_HEADER;
  if (body.kind === 'tcp') return IPV4_HEADER + body.length - body.payload.length;
  return body.kind === 'icmp' ? IPV4_HEADER + 8 : IPV4_HEADER;
}

class Machine {
  a = 0;
  x = 0;
  readonly memory = new Uint32Array(MEMORY);
  readonly packet: Ipv4Packet;
  readonly bytes: Uint8Array;

  constructor(packet: Ipv4Packet) {
    this.packet = packet;
    this.bytes = ipv4Bytes(packet);
  }

  /** Undefined past the end of the packet, which ends the program with 0. */
  load(code: number, k: number): number | undefined {
    switch (code & 0xe0) {
      case MODE_IMM:
        return k;
      case MODE_LEN:
        return this.bytes.length;
      case MODE_MEM:
        return this.memory[k] ?? 0;
      case MODE_ABS:
        return k >= SKF_AD_OFF ? this.#ancillary(k - SKF_AD_OFF) : this.#read(code, k);
      case MODE_IND:
        return this.#read(code, (this.x + k) >>> 0);
      case MODE_MSH:
        return ((this.bytes[k] ?? 0) & 15) * 4;
      default:
        return undefined;
    }
  }

  #ancillary(which: number): number | undefined {
    if (which === SKF_AD_PAY_OFFSET) return payloadOffset(this.packet);
    return which === SKF_AD_PROTOCOL ? ETH_P_IP : undefined;
  }

  #read(code: number, at: number): number | undefined {
    const size = (code & 0x18) === BYTE ? 1 : (code & 0x18) === HALF ? 2 : 4;
    if (at + size > this.bytes.length) return undefined;
    if (size === 1) return this.bytes[at];
    return size === 2 ? getU16(this.bytes, at) : getU32(this.bytes, at);
  }

  /** BPF_ALU; undefined for a division by zero. */
  compute(code: number, operand: number): number | undefined {
    const { a } = this;
    switch (code & 0xf0) {
      case 0x00:
        return (a + operand) >>> 0;
      case 0x10:
        return (a - operand) >>> 0;
      case 0x20:
        return Math.imul(a, operand) >>> 0;
      case 0x30:
        return operand === 0 ? undefined : Math.floor(a / operand);
      case 0x40:
        return (a | operand) >>> 0;
      case 0x50:
        return (a & operand) >>> 0;
      case 0x60:
        return operand > 31 ? 0 : (a << operand) >>> 0;
      case 0x70:
        return operand > 31 ? 0 : a >>> operand;
      case 0x80:
        return -a >>> 0;
      case 0x90:
        return operand === 0 ? undefined : a % operand;
      default:
        return (a ^ operand) >>> 0;
    }
  }

  /** BPF_JMP with a condition. */
  holds(code: number, operand: number): boolean {
    switch (code & 0xf0) {
      case 0x10:
        return this.a === operand;
      case 0x20:
        return this.a > operand;
      case 0x30:
        return this.a >= operand;
      default:
        return (this.a & operand) !== 0;
    }
  }
}

/** What the program returns for a packet, which it sees from its IP header on. */
export function runProgram(program: readonly Instruction[], packet: Ipv4Packet): number {
  const machine = new Machine(packet);
  for (let at = 0; at < program.length; at++) {
    const instruction = program[at];
    if (instruction === undefined) return 0;
    const { code, jt, jf, k } = instruction;
    const operand = (code & 0x08) === 0 ? k : machine.x;
    let value: number | undefined = 0;
    switch (code & 7) {
      case LD:
        value = machine.load(code, k);
        if (value !== undefined) machine.a = value;
        break;
      case LDX:
        value = machine.load(code, k);
        if (value !== undefined) machine.x = value;
        break;
      case ST:
        machine.memory[k] = machine.a;
        break;
      case STX:
        machine.memory[k] = machine.x;
        break;
      case ALU:
        value = machine.compute(code, operand);
        if (value !== undefined) machine.a = value;
        break;
      case JMP:
        at += (code & 0xf0) === 0 ? k : machine.holds(code, operand) ? jt : jf;
        break;
      case RET:
        return (code & 0x18) === BYTE ? machine.a : k;
      default:
        // BPF_MISC: TAX and TXA
        if ((code & 0xf8) === 0x80) machine.a = machine.x;
        else machine.x = machine.a;
    }
    if (value === undefined) return 0;
  }
  return 0;
}
