// One end of a connection against scripted segments, in the manner of packetdrill: what comes (<), what a program does, and what
// must leave (>), each at its time in seconds. Sequence and acknowledgment numbers are relative to the two initial ones.
import { expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { Scheduler, SECOND } from '../../des/scheduler.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, TcpSegment } from '../../wire/tcp.ts';
import { synOptions } from '../../wire/tcp-options.ts';
import type { KeepAlive } from '../socket.ts';
import { close, shutdown, timerExpired } from './ending.ts';
import { segmentArrives } from './input.ts';
import { afterRead, push, sendSyn } from './output.ts';
import { advance } from './sequence.ts';
import { Tcb, type TcbHost } from './tcb.ts';
import { TcpTimers } from './timers.ts';

const OURS = 1000;
const THEIRS = 5_000_000;
const flagLetters = [
  ['F', TCP_FIN],
  ['S', TCP_SYN],
  ['R', TCP_RST],
  ['P', TCP_PSH],
  ['.', TCP_ACK],
] as const;

class Script implements TcbHost {
  readonly #scheduler = new Scheduler();
  readonly #lines: string[] = [];
  readonly tcb: Tcb;
  mtu = 1500;

  constructor(keepAlive?: KeepAlive) {
    const timers = new TcpTimers(this.#scheduler, (kind) => timerExpired(this.tcb, kind));
    const [local, peer] = [
      { address: ip4('10.0.0.1'), port: 40000 },
      { address: ip4('10.0.0.2'), port: 80 },
    ];
    this.tcb = new Tcb(this, timers, local, peer, OURS, 0);
    this.tcb.timestamps = false;
    this.tcb.keepAlive = keepAlive;
  }

  /** Plays what comes and what is done; answers all lines, with what left in between. */
  play(script: string): string[] {
    for (const line of script.trim().split('\n')) {
      const [time = '', what = '', ...rest] = line.trim().split(' ');
      if (what === '>' || time === '=') continue;
      if (what === '>' || time === '=') continue;
      this.#scheduler.runUntil(Number(time) * SECOND);
      this.#lines.push(line.trim());
      if (what === '<') this.#arrives(rest);
      else this.#does(what, Number(rest[0]));
    }
    return this.#lines;
  }

  #does(what: string, count: number): void {
    const { tcb } = this;
    if (what === 'connect') {
      tcb.openWindow(tcb.advertisedMss);
      tcb.setState('SYN_SENT');
      sendSyn(tcb, false);
    } else if (what === 'write') {
      tcb.unsent.append(new Uint8Array(count));
      push(tcb);
    } else if (what === 'read') {
      tcb.received.take();
      afterRead(tcb);
    } else if (what === 'shutdown') shutdown(tcb);
    else if (what === 'close') close(tcb);
    else if (what !== 'wait') throw new Error(`what is ${what}?`);
  }

  /** `S. 0:0(0) ack 1 win 65535`. */
  #arrives([letters = '', range = '', , ack = '0', , win = '65535']: readonly string[]): void {
    const flags = flagLetters.reduce((all, [letter, bit]) => (letters.includes(letter) ? all | bit : all), 0);
    const [from = 0, to = 0] = range.split(/[:(]/).map(Number);
    const options = letters.includes('S')
      ? synOptions({ mss: 1460, sackPermitted: false, timestamps: undefined, windowScale: undefined })
      : undefined;
    const segment = new TcpSegment(
      80,
      40000,
      advance(THEIRS, from),
      letters.includes('.') ? advance(OURS, Number(ack)) : 0,
      flags,
      Number(win),
      options,
      new Uint8Array(to - from),
    );
    if (segmentArrives(this.tcb, segment) === 'refuse') this.#lines.push('= refused');
  }

  now(): number {
    return this.#scheduler.now;
  }

  transmit({ flags, sequence, acknowledgment, payload, window }: TcpSegment): void {
    const letters = flagLetters.map(([letter, bit]) => (flags & bit ? letter : '')).join('');
    const from = sequence - OURS;
    const ack = flags & TCP_ACK ? ` ack ${acknowledgment - THEIRS}` : '';
    const time = (Math.floor(this.now() / 1000) / 1000).toFixed(3);
    this.#lines.push(`${time} > ${letters} ${from}:${from + payload.length}(${payload.length})${ack} win ${window}`);
  }

  pathMtu(): number {
    return this.mtu;
  }

  stateChanged(_from: string, to: string): void {
    this.#lines.push(`= ${to}`);
  }

  mayEnter(): boolean {
    return true;
  }

  wakeReaders(): void {}
  wakeWriters(): void {}
  retransmitted(): void {}
}

/** The handshake with which scripts begin; bytes are counted from 1 behind it. */
const OPENED = `
  0.000 connect
  = SYN_SENT
  0.000 > S 0:0(0) win 64240
  0.010 < S. 0:0(0) ack 1 win 65535
  = ESTABLISHED
  0.010 > . 1:1(0) ack 1 win 64240`;
/** As Go's net package has it. */
const alive: KeepAlive = { idle: 15 * SECOND, interval: 15 * SECOND, probes: 3 };

/** What is tried, and all that happens in turn; `=` is a change of state. */
const scripts: readonly (readonly [name: string, script: string, keepAlive?: KeepAlive])[] = [
  [
    'sends SYN again after 1, 3, 7 … 63 seconds, and gives up after 127',
    `
    0.000 connect
    = SYN_SENT
    0.000 > S 0:0(0) win 64240
    1.024 > S 0:0(0) win 64240
    3.040 > S 0:0(0) win 64240
    7.168 > S 0:0(0) win 64240
    15.360 > S 0:0(0) win 64240
    31.488 > S 0:0(0) win 64240
    65.536 > S 0:0(0) win 64240
    = CLOSED
    140.000 wait`,
  ],
  [
    'sends data again for a quarter of an hour, doubling its patience up to two minutes',
    `${OPENED}
    1.000 write 100
    1.000 > P. 1:101(100) ack 1 win 64240
    1.216 > P. 1:101(100) ack 1 win 64240
    1.664 > P. 1:101(100) ack 1 win 64240
    2.528 > P. 1:101(100) ack 1 win 64240
    4.224 > P. 1:101(100) ack 1 win 64240
    7.680 > P. 1:101(100) ack 1 win 64240
    14.592 > P. 1:101(100) ack 1 win 64240
    28.160 > P. 1:101(100) ack 1 win 64240
    55.296 > P. 1:101(100) ack 1 win 64240
    110.592 > P. 1:101(100) ack 1 win 64240
    219.136 > P. 1:101(100) ack 1 win 64240
    339.968 > P. 1:101(100) ack 1 win 64240
    460.800 > P. 1:101(100) ack 1 win 64240
    581.632 > P. 1:101(100) ack 1 win 64240
    702.464 > P. 1:101(100) ack 1 win 64240
    823.296 > P. 1:101(100) ack 1 win 64240
    = CLOSED
    1000.000 wait`,
  ],
  [
    'sends a small segment behind full ones, and the next small one only when that is acknowledged',
    `${OPENED}
    1.000 write 3000
    1.000 > . 1:1461(1460) ack 1 win 64240
    1.000 > . 1461:2921(1460) ack 1 win 64240
    1.000 > P. 2921:3001(80) ack 1 win 64240
    1.005 write 50
    1.010 < . 1:1(0) ack 3001
    1.010 > P. 3001:3051(50) ack 1 win 64240
    1.020 < . 1:1(0) ack 3051
    1.100 wait`,
  ],
  [
    'opens when both ends send SYN at once',
    `
    0.000 connect
    = SYN_SENT
    0.000 > S 0:0(0) win 64240
    0.010 < S 0:0(0)
    = SYN_RECV
    0.010 > S. 0:0(0) ack 1 win 64240
    0.020 < S. 0:0(0) ack 1
    = ESTABLISHED
    0.100 wait`,
  ],
  [
    'probes a closed window as long as it is answered, ever more rarely, and goes on when it opens',
    `${OPENED}
    1.000 write 100
    1.000 > P. 1:101(100) ack 1 win 64240
    1.010 < . 1:1(0) ack 101 win 0
    1.100 write 100
    1.316 > . 100:100(0) ack 1 win 64240
    1.400 < . 1:1(0) ack 101 win 0
    1.760 > . 100:100(0) ack 1 win 64240
    1.800 < . 1:1(0) ack 101 win 0
    2.624 > . 100:100(0) ack 1 win 64240
    3.000 < . 1:1(0) ack 101 win 1000
    3.000 > P. 101:201(100) ack 1 win 64240
    3.010 < . 1:1(0) ack 201 win 1000
    5.000 wait`,
  ],
  [
    'gives up a closed window when nobody answers the probes',
    `${OPENED}
    1.000 write 100
    1.000 > P. 1:101(100) ack 1 win 64240
    1.010 < . 1:1(0) ack 101 win 0
    1.100 write 100
    1.316 > . 100:100(0) ack 1 win 64240
    1.760 > . 100:100(0) ack 1 win 64240
    2.624 > . 100:100(0) ack 1 win 64240
    4.320 > . 100:100(0) ack 1 win 64240
    7.936 > . 100:100(0) ack 1 win 64240
    14.848 > . 100:100(0) ack 1 win 64240
    28.416 > . 100:100(0) ack 1 win 64240
    57.344 > . 100:100(0) ack 1 win 64240
    112.640 > . 100:100(0) ack 1 win 64240
    221.184 > . 100:100(0) ack 1 win 64240
    342.016 > . 100:100(0) ack 1 win 64240
    462.848 > . 100:100(0) ack 1 win 64240
    583.680 > . 100:100(0) ack 1 win 64240
    704.512 > . 100:100(0) ack 1 win 64240
    825.344 > . 100:100(0) ack 1 win 64240
    = CLOSED
    1100.000 wait`,
  ],
  [
    'closes at the same time as its peer',
    `${OPENED}
    1.000 close
    = FIN_WAIT1
    1.000 > F. 1:1(0) ack 1 win 64240
    1.010 < F. 1:1(0) ack 1
    1.010 > . 2:2(0) ack 2 win 64239
    = CLOSING
    1.020 < . 2:2(0) ack 2
    = TIME_WAIT
    = CLOSED
    70.000 wait`,
  ],
  [
    'closes first, its FIN acknowledged on the way',
    `${OPENED}
    1.000 close
    = FIN_WAIT1
    1.000 > F. 1:1(0) ack 1 win 64240
    1.010 < . 1:1(0) ack 2
    = FIN_WAIT2
    1.020 < F. 1:1(0) ack 2
    1.020 > . 2:2(0) ack 2 win 64239
    = TIME_WAIT
    = CLOSED
    70.000 wait`,
  ],
  [
    'closes first, and the answer is both FIN and acknowledgment',
    `${OPENED}
    1.000 close
    = FIN_WAIT1
    1.000 > F. 1:1(0) ack 1 win 64240
    1.010 < F. 1:1(0) ack 2
    = FIN_WAIT2
    1.010 > . 2:2(0) ack 2 win 64239
    = TIME_WAIT
    = CLOSED
    70.000 wait`,
  ],
  [
    'waits for its minute anew when the last FIN comes again',
    `${OPENED}
    1.000 close
    = FIN_WAIT1
    1.000 > F. 1:1(0) ack 1 win 64240
    1.010 < F. 1:1(0) ack 2
    = FIN_WAIT2
    1.010 > . 2:2(0) ack 2 win 64239
    = TIME_WAIT
    31.000 < F. 1:1(0) ack 2
    31.000 > . 2:2(0) ack 2 win 64239
    80.000 wait
    = CLOSED
    95.000 wait`,
  ],
  [
    'closes second',
    `${OPENED}
    1.000 < F. 1:1(0) ack 1
    = CLOSE_WAIT
    1.044 > . 1:1(0) ack 2 win 64239
    1.500 write 10
    1.500 > P. 1:11(10) ack 2 win 64239
    1.510 < . 2:2(0) ack 11
    2.000 close
    = LAST_ACK
    2.000 > F. 11:11(0) ack 2 win 64239
    2.010 < . 2:2(0) ack 12
    = CLOSED`,
  ],
  [
    'still hears the other side after it has shut down its own',
    `${OPENED}
    1.000 shutdown
    = FIN_WAIT1
    1.000 > F. 1:1(0) ack 1 win 64240
    1.010 < . 1:1(0) ack 2
    = FIN_WAIT2
    1.020 < P. 1:101(100) ack 2
    1.020 > . 2:2(0) ack 101 win 64140
    1.100 read
    2.000 < F. 101:101(0) ack 2
    2.000 > . 2:2(0) ack 102 win 64139
    = TIME_WAIT
    2.100 wait`,
  ],
  [
    'refuses data that nobody is left to read',
    `${OPENED}
    1.000 close
    = FIN_WAIT1
    1.000 > F. 1:1(0) ack 1 win 64240
    1.010 < . 1:1(0) ack 2
    = FIN_WAIT2
    1.020 < P. 1:101(100) ack 2
    = CLOSED
    = refused
    2.000 wait`,
  ],
  [
    'is reset by closing with bytes unread',
    `${OPENED}
    1.000 < P. 1:101(100) ack 1
    1.000 > . 1:1(0) ack 101 win 64140
    2.000 close
    2.000 > R. 1:1(0) ack 101 win 64140
    = CLOSED`,
  ],
  [
    'does not wait for ever for the FIN of a peer that only acknowledged',
    `${OPENED}
    1.000 close
    = FIN_WAIT1
    1.000 > F. 1:1(0) ack 1 win 64240
    1.010 < . 1:1(0) ack 2
    = FIN_WAIT2
    = CLOSED
    65.000 wait`,
  ],
  [
    'keeps what comes behind a gap, FIN included, and acknowledges at once when it is filled',
    `${OPENED}
    1.000 < P. 101:201(100) ack 1
    1.000 > . 1:1(0) ack 1 win 64240
    1.010 < F. 201:201(0) ack 1
    1.010 > . 1:1(0) ack 1 win 64240
    1.020 < P. 1:101(100) ack 1
    = CLOSE_WAIT
    1.020 > . 1:1(0) ack 202 win 64076
    1.100 wait`,
  ],
  [
    'takes overlapping pieces once',
    `${OPENED}
    1.000 < . 51:151(100) ack 1
    1.000 > . 1:1(0) ack 1 win 64240
    1.010 < . 101:301(200) ack 1
    1.010 > . 1:1(0) ack 1 win 64240
    1.020 < P. 1:61(60) ack 1
    1.020 > . 1:1(0) ack 301 win 64076
    1.030 < P. 201:251(50) ack 1
    1.030 > . 1:1(0) ack 301 win 64076
    1.100 wait`,
  ],
  [
    'challenges a RST that is not exact, a SYN, and an acknowledgment of what was never sent',
    `${OPENED}
    1.000 < R 50:50(0)
    1.000 > . 1:1(0) ack 1 win 64240
    1.100 < S 0:0(0)
    1.100 > . 1:1(0) ack 1 win 64240
    1.200 < . 1:1(0) ack 9
    1.200 > . 1:1(0) ack 1 win 64240
    1.300 < R 1:1(0)
    = CLOSED`,
  ],
  [
    'answers bare acknowledgments beside the window twice a second at most',
    `${OPENED}
    1.000 < . 0:0(0) ack 1
    1.000 > . 1:1(0) ack 1 win 64240
    1.100 < . 0:0(0) ack 1
    1.600 < . 0:0(0) ack 1
    1.600 > . 1:1(0) ack 1 win 64240`,
  ],
  [
    'mends a loss at the third duplicate',
    `${OPENED}
    1.000 write 14600
    1.000 > . 1:1461(1460) ack 1 win 64240
    1.000 > . 1461:2921(1460) ack 1 win 64240
    1.000 > . 2921:4381(1460) ack 1 win 64240
    1.000 > . 4381:5841(1460) ack 1 win 64240
    1.000 > . 5841:7301(1460) ack 1 win 64240
    1.000 > . 7301:8761(1460) ack 1 win 64240
    1.000 > . 8761:10221(1460) ack 1 win 64240
    1.000 > . 10221:11681(1460) ack 1 win 64240
    1.000 > . 11681:13141(1460) ack 1 win 64240
    1.000 > P. 13141:14601(1460) ack 1 win 64240
    1.010 < . 1:1(0) ack 1461
    1.020 < . 1:1(0) ack 1461
    1.021 < . 1:1(0) ack 1461
    1.022 < . 1:1(0) ack 1461
    1.022 > . 1461:2921(1460) ack 1 win 64240
    1.030 < . 1:1(0) ack 14601
    1.500 wait`,
  ],
  [
    'asks a quiet peer whether it is there, and resets what does not answer',
    `${OPENED}
    15.104 > . 0:0(0) ack 1 win 64240
    16.000 < . 1:1(0) ack 1
    31.008 > . 0:0(0) ack 1 win 64240
    46.080 > . 0:0(0) ack 1 win 64240
    61.184 > . 0:0(0) ack 1 win 64240
    76.288 > R. 1:1(0) ack 1 win 64240
    = CLOSED
    80.000 wait`,
    alive,
  ],
];

const lines = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

for (const [name, script, keepAlive] of scripts) {
  it(name, () => {
    expect(new Script(keepAlive).play(script)).toEqual(lines(script));
  });
}
