import { beforeEach, describe, expect, it } from 'vitest';
import type { Input } from '../../session/protocol.ts';
import { newTab, type Tab, tabsOf, useTerminals } from './terminals.ts';

const open = (tty: string): Input => ({ at: 0, kind: 'tty.open', tty, host: 'node1', columns: 80, rows: 24 });

beforeEach(() => useTerminals.getState().reset([]));

describe('tabs', () => {
  it('are named after the host or the container, and numbered', () => {
    const first = newTab([], 'node1');
    const second = newTab([first], 'node1');
    const shell = newTab([first, second], 'node1', 'web');
    const shells = [shell, newTab([shell], 'node1', 'web')];
    expect([first, second, ...shells].map((tab) => [tab.tty, tab.title, tab.container])).toEqual([
      ['node1', 'node1', undefined],
      ['node1#2', 'node1 2', undefined],
      ['node1/web', 'web', 'web'],
      ['node1/web#2', 'web 2', 'web'],
    ]);
  });

  it('are found again in an input log: open ones, with their last size', () => {
    const tabs = tabsOf([
      open('node1'),
      open('node1/web'),
      { at: 5, kind: 'tty.data', tty: 'node1', text: 'ls\r' },
      { at: 6, kind: 'tty.resize', tty: 'node1', columns: 100, rows: 30 },
      { at: 7, kind: 'tty.close', tty: 'node1/web' },
    ]);
    expect(tabs).toHaveLength(1);
    expect(tabs[0]).toMatchObject({ tty: 'node1', phase: 'open', size: { columns: 100, rows: 30 } });
  });

  it('give the front to their neighbour when they are closed', () => {
    const { add, remove, activate } = useTerminals.getState();
    const a = newTab([], 'node1');
    const b = newTab([a], 'node1');
    const c = newTab([a, b], 'node1');
    for (const tab of [a, b, c]) add(tab);
    activate(b.tty);
    remove(b.tty);
    expect(useTerminals.getState().active).toBe(c.tty);
    remove(c.tty);
    expect(useTerminals.getState().active).toBe(a.tty);
    remove(a.tty);
    expect(useTerminals.getState().active).toBeUndefined();
  });
});

describe('another moment', () => {
  it('has the terminals of then: those of later are gone, ended ones live, unopened ones wait', () => {
    const { reset, rewind } = useTerminals.getState();
    const tab = (tty: string, phase: Tab['phase']): Tab => ({ ...newTab([], tty), phase });
    reset([tab('node1', 'ended'), tab('node2', 'open'), tab('node3', 'waiting')]);
    useTerminals.getState().activate('node2');
    const size = { columns: 80, rows: 24 };
    const gone = rewind([
      { tty: 'node1', host: 'node1', ...size, ended: false },
      { tty: 'node1/web', host: 'node1', ...size, ended: true },
    ]);
    expect(gone).toEqual(['node2']);
    const { tabs, active } = useTerminals.getState();
    expect(tabs.map((one) => `${one.tty} ${one.phase}`)).toEqual(['node1 open', 'node3 waiting', 'node1/web ended']);
    expect(active).toBe('node1');
  });
});
