import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Door, setDoor } from '../store/door.ts';
import { deliverOutput, forgetAllOutput } from './output.ts';
import { forgetTyping, openInWorld, openShellTab, runInTerminal, shellQuote } from './run.ts';
import { useTerminals } from './terminals.ts';

const PROMPT = 'root@node1:~# ';
let typed: string[];
let started = 0;

/** A door that notes what is typed, and where. */
function fakeDoor(): Door {
  const done = async () => undefined;
  const type = async (tty: string, text: string) => {
    typed.push(`${tty}: ${text}`);
  };
  const door: Partial<Door> = { type, openTerminal: done, closeTerminal: done, resize: done };
  return door as Door;
}

function openTabs(...lines: readonly string[]): void {
  for (const line of lines) {
    const tabs = useTerminals.getState().tabs;
    const tty = tabs.length === 0 ? 'node1' : `node1#${tabs.length + 1}`;
    const size = { columns: 80, rows: 24 };
    useTerminals.getState().add({ tty, host: 'node1', title: tty, container: undefined, phase: 'open', size });
    deliverOutput(tty, line);
  }
  useTerminals.getState().activate('node1');
}

beforeEach(() => {
  // Each test starts long after the last, so that nothing counts as typed ahead.
  started += 60_000;
  vi.spyOn(performance, 'now').mockReturnValue(started);
  typed = [];
  forgetAllOutput();
  forgetTyping();
  useTerminals.getState().reset([]);
  setDoor(fakeDoor());
});

describe('running a command', () => {
  it('types it at the prompt in front', () => {
    openTabs(PROMPT, PROMPT);
    runInTerminal('node1', 'docker ps');
    expect(typed).toEqual(['node1: docker ps\r']);
  });

  it('clears a half-typed line', () => {
    openTabs(`${PROMPT}dock`);
    runInTerminal('node1', 'docker ps');
    expect(typed).toEqual(['node1: \u0005\u0015docker ps\r']);
  });

  it('goes to another terminal while a program runs in the one in front', () => {
    openTabs('64 bytes from 172.17.0.2: icmp_seq=1', PROMPT);
    runInTerminal('node1', 'docker ps');
    expect(typed).toEqual(['node1#2: docker ps\r']);
    expect(useTerminals.getState().active).toBe('node1#2');
  });

  it('never lands in a container', () => {
    openTabs('/ # ');
    runInTerminal('node1', 'docker ps');
    expect(typed).toEqual([]);
    const tab = useTerminals.getState().tabs.at(-1);
    expect(tab).toMatchObject({ tty: 'node1#2', phase: 'waiting' });
    deliverOutput('node1#2', PROMPT);
    if (tab !== undefined) openInWorld(tab, { columns: 80, rows: 24 });
    expect(typed).toEqual(['node1#2: docker ps\r']);
  });

  it('types ahead what is clicked in quick succession', () => {
    openTabs(PROMPT);
    runInTerminal('node1', 'docker network create net1');
    deliverOutput('node1', 'docker network create net1\r\n');
    runInTerminal('node1', 'docker ps');
    expect(typed).toEqual(['node1: docker network create net1\r', 'node1: docker ps\r']);
  });
});

describe('opening a shell', () => {
  it('types docker exec into a tab of its own, at its prompt', () => {
    openShellTab('node1', 'web');
    const tab = useTerminals.getState().tabs[0];
    vi.useFakeTimers();
    if (tab !== undefined) openInWorld(tab, { columns: 80, rows: 24 });
    vi.advanceTimersByTime(1000);
    expect(typed, 'before the prompt').toEqual([]);
    deliverOutput('node1/web', PROMPT);
    vi.advanceTimersByTime(100);
    vi.useRealTimers();
    expect(typed).toEqual(['node1/web: docker exec -it web sh\r']);
  });
});

it.each([
  ['web-1.a', 'web-1.a'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$(reboot)', "'$(reboot)'"],
  ['', "''"],
])('quotes %j for the shell', (word, quoted) => {
  expect(shellQuote(word)).toBe(quoted);
});
