// Signals by name or number, as kill and timeout take them.
// Source: signal(7), kill(1) of procps 4.0.
// Not modelled: signals beyond those of host/sys.ts, which are named but cannot be sent.
import { type Signal, signalNumbers } from '../../host/sys.ts';

/** All of Linux' standard signals on x86, from 1 on. */
export const signalNames: readonly string[] =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS'.split(
    ' ',
  );

function isSignal(name: string): name is Signal {
  return Object.hasOwn(signalNumbers, name);
}

/** `TERM`, `SIGTERM`, `15` as a signal that can be sent. */
export function parseSignal(text: string): Signal | undefined {
  const name = /^\d+$/.test(text) ? signalNames[Number(text) - 1] : text.toUpperCase().replace(/^SIG/, '');
  const full = `SIG${name}`;
  return isSignal(full) ? full : undefined;
}
