// What the palette of commands offers: actions, things of the lab and what can be done with them, moments, commands, labs.
import {
  Bookmark,
  BookOpen,
  Box,
  Clock3,
  EthernetPort,
  Layers,
  LibraryBig,
  type LucideIcon,
  Network,
  Play,
  Router,
  Server,
  SquareTerminal,
  Trash2,
  Waypoints,
} from 'lucide-react';
import type { ContainerView, TimelineMark, WorldView } from '../../session/protocol.ts';
import {
  pauseCommand,
  removeContainerCommand,
  removeNetworkCommand,
  restartCommand,
  startCommand,
  stopCommand,
  unpauseCommand,
} from '../canvas/gestures/commands.ts';
import { goTo } from '../canvas/pointing.ts';
import { type Thing, type ThingKind, thingsOf } from '../canvas/things.ts';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { openFromShelf, openScenario } from '../lab/labs.ts';
import type { LabEntry } from '../lab/library.ts';
import type { ScenarioEntry } from '../lab/scenarios.ts';
import { nameOf } from '../lab/shelf.ts';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { focusTerminal } from '../terminal/focus.ts';
import { offerInTerminal, openTab } from '../terminal/run.ts';
import { seek } from '../timeline/act.ts';
import { offerWayBack } from '../timeline/way-back.ts';
import { isOffered, listActions } from './table.ts';

export type EntryKind = 'action' | 'thing' | 'do' | 'recent' | 'moment' | 'scenario' | 'lab';

/** One line of the palette. */
export interface Entry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly label: string;
  /** What tells it from others of the same name; it is found by that, too. */
  readonly detail?: string;
  readonly icon?: LucideIcon | undefined;
  readonly keys?: readonly string[];
  /** Only shown when something is looked for: there would be too many. */
  readonly whenSought?: true;
  readonly act: () => void;
}

function actionEntries(): readonly Entry[] {
  return listActions().flatMap(([id, action]) =>
    // The palette need not offer itself.
    id !== 'page.commands' && isOffered(action)
      ? [{ id, kind: 'action', label: action.label(), icon: action.icon, keys: action.keys ?? [], act: action.act }]
      : [],
  );
}

const thingIcons: Readonly<Record<ThingKind, LucideIcon>> = {
  host: Server,
  container: Box,
  network: Network,
  device: EthernetPort,
  service: Layers,
  task: Box,
  switch: Waypoints,
  router: Router,
};

function thingEntry(thing: Thing): Entry {
  const isSmall = thing.kind === 'device' || thing.kind === 'task';
  return {
    id: thing.key,
    kind: 'thing',
    label: thing.name,
    detail: [t(`thing.${thing.kind}`), thing.detail].join(' · '),
    icon: thingIcons[thing.kind],
    ...(isSmall ? { whenSought: true } : {}),
    act: () => {
      goTo(thing);
      useLayout.getState().setInspectorOpen(true);
    },
  };
}

function doing(id: string, label: string, detail: string, act: () => void, icon: LucideIcon = Play): Entry {
  return { id, kind: 'do', label, detail, icon, whenSought: true, act };
}

/** What Docker can do with a container, by the states in which it can. */
const verbs = [
  { label: 'commands.stop', states: ['running'], command: stopCommand },
  { label: 'commands.restart', states: ['running'], command: restartCommand },
  { label: 'commands.pause', states: ['running'], command: pauseCommand },
  { label: 'commands.unpause', states: ['paused'], command: unpauseCommand },
  { label: 'commands.start', states: ['created', 'exited', 'dead'], command: startCommand },
] as const;

function typed(host: string, label: string, command: string): Entry {
  const act = () => useLab.getState().run(host, command);
  return doing(`${host} ${command}`, label, `${host} · ${command}`, act);
}

function removal(host: string, name: string, command: string): Entry {
  const act = () => {
    offerWayBack(command);
    useLab.getState().run(host, command);
  };
  return doing(`${host} ${command}`, t('commands.remove', { name }), `${host} · ${command}`, act, Trash2);
}

function containerEntries(host: string, { name, state, service }: ContainerView): readonly Entry[] {
  const shell = () => {
    useLab.getState().openShell(host, name);
    focusTerminal();
  };
  const fitting = verbs.filter(({ states }) => states.some((one) => one === state));
  return [
    ...(state === 'running'
      ? [doing(`shell ${host} ${name}`, t('commands.shell', { name }), host, shell, SquareTerminal)]
      : []),
    ...fitting.map(({ label, command }) => typed(host, t(label, { name }), command(name))),
    // A task's container is the swarm's to take away.
    ...(service === undefined ? [removal(host, name, removeContainerCommand(name))] : []),
  ];
}

/** What can be done with each thing; each types its command. */
function doEntries(view: WorldView): readonly Entry[] {
  return view.hosts.flatMap(({ name: host, power, containers, networks }): readonly Entry[] => {
    if (power !== 'on') return [];
    const open = () => {
      openTab(host);
      focusTerminal();
    };
    return [
      doing(`terminal ${host}`, t('commands.terminal', { host }), host, open, SquareTerminal),
      typed(host, t('commands.reboot', { name: host }), 'reboot'),
      typed(host, t('commands.powerOff', { name: host }), 'poweroff'),
      ...containers.flatMap((container) => containerEntries(host, container)),
      ...networks
        .filter(({ name, driver }) => driver === 'bridge' && name !== 'bridge')
        .map(({ name }) => removal(host, name, removeNetworkCommand(name))),
    ];
  });
}

/** Commands that were typed, the newest first, each once. */
function recentEntries(marks: readonly TimelineMark[]): readonly Entry[] {
  const known = new Set<string>();
  return marks.toReversed().flatMap(({ kind, text, host }) => {
    const id = `recent ${host} ${text}`;
    if (kind !== 'command' || host === undefined || known.has(id)) return [];
    known.add(id);
    const act = () => {
      offerInTerminal(host, text);
      focusTerminal();
    };
    return [{ id, kind: 'recent', label: text, detail: host, icon: SquareTerminal, act }];
  });
}

/** Bookmarks, and the moments of commands. */
function momentEntries(marks: readonly TimelineMark[]): readonly Entry[] {
  return marks.toReversed().flatMap(({ kind, text, host = '', time, id }): readonly Entry[] => {
    if (kind !== 'command' && kind !== 'bookmark') return [];
    const isBookmark = kind === 'bookmark';
    return [
      {
        id: `moment ${kind} ${time} ${id ?? ''}`,
        kind: 'moment',
        label: t('bookmark.go', { name: text }),
        detail: [clock(time), host].filter(Boolean).join(' · '),
        icon: isBookmark ? Bookmark : Clock3,
        ...(isBookmark ? {} : { whenSought: true }),
        act: () => seek(time),
      },
    ];
  });
}

/** Everything that can be chosen now. */
export function entriesNow(scenarios: readonly ScenarioEntry[], labs: readonly LabEntry[]): readonly Entry[] {
  const { view, timeline } = useLab.getState();
  const marks = timeline?.marks ?? [];
  return [
    ...recentEntries(marks),
    ...actionEntries(),
    ...(view === undefined ? [] : thingsOf(view).map(thingEntry)),
    ...(view === undefined ? [] : doEntries(view)),
    ...momentEntries(marks),
    ...scenarios.map(
      ({ id, title, summary }): Entry => ({
        id: `scenario ${id}`,
        kind: 'scenario',
        label: title,
        detail: summary,
        icon: BookOpen,
        act: () => void openScenario(id),
      }),
    ),
    ...labs.map(
      (lab): Entry => ({
        id: `lab ${lab.id}`,
        kind: 'lab',
        label: t('labs.openThis', { name: nameOf(lab) }),
        icon: LibraryBig,
        act: () => void openFromShelf(lab.id),
      }),
    ),
  ];
}
