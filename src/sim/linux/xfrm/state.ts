// A security association: its key, its sequence numbers, its replay window.
// Source: struct xfrm_state; net/xfrm/xfrm_replay.c (xfrm_replay_check, xfrm_replay_advance), net/ipv4/esp4.c, crypto/seqiv.c.
// Not modelled: lifetimes, extended sequence numbers, windows of more than 32 packets.
import { formatIp4 } from '../../base/ip4.ts';
import type { DropDecision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { hexOf, setU32 } from '../../wire/bytes.ts';
import { type EspKey, espLength, type Opened, open, seal } from '../../wire/esp.ts';
import { creatorOf, type Origin } from '../origin.ts';
import type { XfrmStateSpec, XfrmStateView } from '../xfrm.ts';

const MAX_WINDOW = 32; // bits of xfrm_replay_state.bitmap

export class XfrmState implements DropDecision {
  readonly spec: XfrmStateSpec;
  readonly origin: Origin | undefined;
  readonly key: EspKey;
  readonly #ivSalt: number;
  #sent = 0;
  #received = 0;
  #bitmap = 0;

  /** `ivSalt` is what seqiv mixes into its counter. */
  constructor(spec: XfrmStateSpec, ivSalt: number, origin: Origin | undefined) {
    this.spec = spec;
    this.origin = origin;
    this.key = { key: spec.key, icvLength: spec.icvBits / 8 };
    this.#ivSalt = ivSalt;
  }

  /** The bytes behind the IP header for the next packet. */
  protect(protocol: number, payload: Uint8Array): Uint8Array {
    this.#sent++;
    const iv = new Uint8Array(8);
    setU32(iv, 0, this.#ivSalt);
    setU32(iv, 4, (this.#sent ^ this.#ivSalt) >>> 0);
    return seal(this.key, this.spec.spi, this.#sent, iv, protocol, payload);
  }

  lengthOf(payload: number): number {
    return espLength(payload, this.key.icvLength);
  }

  /** xfrm_replay_check: false for what was seen, or is older than the window. */
  isFresh(sequence: number): boolean {
    const { replayWindow } = this.spec;
    if (replayWindow === 0) return true;
    if (sequence === 0) return false;
    const behind = this.#received - sequence;
    if (behind < 0) return true;
    return behind < Math.min(replayWindow, MAX_WINDOW) && (this.#bitmap & (1 << behind)) === 0;
  }

  /** Opens a packet and remembers its number; undefined when the check fails. */
  open(packet: Uint8Array, sequence: number): Opened | undefined {
    const opened = open(this.key, packet);
    if (opened !== undefined && this.spec.replayWindow > 0) this.#advance(sequence);
    return opened;
  }

  #advance(sequence: number): void {
    const ahead = sequence - this.#received;
    if (ahead <= 0) {
      this.#bitmap = (this.#bitmap | (1 << -ahead)) >>> 0;
      return;
    }
    this.#bitmap = ahead < MAX_WINDOW ? ((this.#bitmap << ahead) | 1) >>> 0 : 1;
    this.#received = sequence;
  }

  view(): XfrmStateView {
    return { ...this.spec, received: this.#received, sent: this.#sent, bitmap: this.#bitmap, origin: this.origin };
  }

  get text(): string {
    const { source, destination, spi } = this.spec;
    return `${formatIp4(source)} → ${formatIp4(destination)} spi ${hexOf(spi, 8)}`;
  }

  describe(): string {
    return `xfrm state ${this.text}, rfc4106(gcm(aes)), transport mode`;
  }

  cause(): Cause {
    const { reqid, icvBits, replayWindow } = this.spec;
    const facts = [
      { label: 'security association', value: this.text },
      { label: 'reqid', value: String(reqid) },
      { label: 'check value', value: `${icvBits} bits` },
      { label: 'replay window', value: String(replayWindow) },
    ];
    return { kind: 'policy', facts, creator: creatorOf(this.origin) };
  }

  remedy(): string {
    return 'Give both ends the same key and index: ip xfrm state';
  }
}
