// The kernel's log: what it has to say of packets, for dmesg and /dev/kmsg.
// Source: kernel/printk (ring buffer, /dev/kmsg: Documentation/ABI/testing/dev-kmsg); log_buf_len 256 KiB (CONFIG_LOG_BUF_SHIFT 18).
// Not modelled: messages of booting and of devices, levels that reach a console, other facilities than the kernel's.
import type { SimTime } from '../des/scheduler.ts';

/** Messages kept: about what 256 KiB hold. */
const CAPACITY = 2048;

export interface KernelMessage {
  readonly sequence: number;
  /** 0 (emerg) to 7 (debug). */
  readonly level: number;
  readonly time: SimTime;
  readonly text: string;
}

export class KernelLog {
  readonly #messages: KernelMessage[] = [];
  #said = 0;

  say(time: SimTime, level: number, text: string): void {
    this.#messages.push({ sequence: this.#said++, level, time, text });
    if (this.#messages.length > CAPACITY) this.#messages.shift();
  }

  list(): readonly KernelMessage[] {
    return this.#messages;
  }

  /** As /dev/kmsg gives them, a record a line. */
  text(): string {
    return this.#messages.map(({ level, sequence, time, text }) => `${level},${sequence},${time},-;${text}\n`).join('');
  }
}
