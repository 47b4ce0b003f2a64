// poweroff, reboot, halt and shutdown: asking the service manager to end the machine's day.
// Source: shutdown(8), poweroff(8) of systemd 252.
// Not modelled: times other than now, halting without power off, -f; a powered-off host is switched on from outside.
import { MANAGER_SOCKET } from '../../host/service-manager.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import { NOT_SIMULATED } from '../not-yet.ts';

type Wish = 'poweroff' | 'reboot';

function* ask(sys: Sys, wish: Wish): Blocking<number> {
  const answer = yield* sys.http(MANAGER_SOCKET, { method: 'POST', path: `/power/${wish}` });
  return answer.ok && answer.value.status === 200 ? 0 : 1;
}

function* refuse(sys: Sys, what: string): Blocking<number> {
  yield* sys.error(`hoplab: not simulated yet: ${what}\n`);
  return NOT_SIMULATED;
}

/** A command that needs no words of its own. */
const atOnce = (name: string, wish: Wish, summary: string): Program => ({
  name,
  summary,
  *main(sys, argv) {
    const [word] = argv.slice(1);
    if (word !== undefined && !(word === '-p' && wish === 'poweroff')) return yield* refuse(sys, `${name} ${word}`);
    return yield* ask(sys, wish);
  },
});

export const poweroff = atOnce('poweroff', 'poweroff', 'Power off the machine');
export const reboot = atOnce('reboot', 'reboot', 'Reboot the machine');

/** `shutdown [-h|-P|-r] now`. */
export const shutdown: Program = {
  name: 'shutdown',
  summary: 'Power off or reboot the machine',
  *main(sys, argv) {
    let wish: Wish = 'poweroff';
    let when: string | undefined;
    for (const word of argv.slice(1)) {
      if (word === '-r' || word === '--reboot') wish = 'reboot';
      else if (word === '-h' || word === '-P' || word === '--poweroff') wish = 'poweroff';
      else if (word.startsWith('-')) return yield* refuse(sys, `shutdown ${word}`);
      else when ??= word;
    }
    // Without a time it is in a minute.
    if (when !== 'now' && when !== '+0') return yield* refuse(sys, `shutdown at ${when ?? '+1'}`);
    return yield* ask(sys, wish);
  },
};
