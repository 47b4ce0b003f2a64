// The kernels of the hosts in sight, as the worker tells them from close by: asked for only where there is room to show them.
import { useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { create } from 'zustand';
import type { CloseUp } from '../../session/protocol.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { useArrangement } from './arrangement.ts';
import type { Detail } from './detail.ts';
import { same } from './flow.ts';
import type { Rect } from './layout/model.ts';

const REFRESH_MS = 400;
/** With more hosts in sight, none of them is close. */
const MANY_HOSTS = 12;

interface CloseUps {
  readonly of: ReadonlyMap<string, CloseUp>;
  /** The map is near enough for tables and ports. */
  readonly isInside: boolean;
}

const useCloseUpStore = create<CloseUps>()(() => ({ of: new Map(), isInside: false }));

type Namespace = CloseUp['namespaces'][number];

/** A namespace's tables, while the map is near enough to show them. */
export function useTables(host: string, netns: number | undefined): Namespace | undefined {
  return useCloseUpStore(({ of, isInside }) =>
    isInside ? of.get(host)?.namespaces.find((one) => one.id === netns) : undefined,
  );
}

/** What a bridge says of a port, while the map is near enough to show it. */
export function usePort(host: string, uid: number): CloseUp['ports'][number] | undefined {
  return useCloseUpStore(({ of, isInside }) =>
    isInside ? of.get(host)?.ports.find((one) => one.uid === uid) : undefined,
  );
}

/** What a tunnel says of itself, while the map is near enough to show it. */
export function useTunnel(host: string, uid: number): CloseUp['tunnels'][number] | undefined {
  return useCloseUpStore(({ of, isInside }) =>
    isInside ? of.get(host)?.tunnels.find((one) => one.uid === uid) : undefined,
  );
}

/** The hooks of a host's own namespace. */
export function useHooks(host: string): CloseUp['hooks'] | undefined {
  return useCloseUpStore(({ of }) => of.get(host)?.hooks);
}

/** What of it is the same stays the same, so that only what has changed is drawn again. */
function kept(before: CloseUp | undefined, now: CloseUp): CloseUp {
  if (before === undefined) return now;
  const keep = <T>(was: readonly T[], is: readonly T[]): readonly T[] => {
    const items = is.map((one, i) => (same(was[i], one) ? (was[i] as T) : one));
    return items.length === was.length && items.every((one, i) => one === was[i]) ? was : items;
  };
  return {
    hooks: keep(before.hooks, now.hooks),
    namespaces: keep(before.namespaces, now.namespaces),
    ports: keep(before.ports, now.ports),
    tunnels: keep(before.tunnels, now.tunnels),
  };
}

const meets = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The hosts that are at least partly in sight. */
function hostsIn(sight: Rect): readonly string[] {
  const boxes = useArrangement.getState().picture?.boxes ?? [];
  return boxes.flatMap((box) => {
    const { data } = box;
    return data.kind === 'host' && !data.isCollapsed && data.power === 'on' && meets(box, sight) ? [data.host] : [];
  });
}

async function refresh(hosts: readonly string[]): Promise<void> {
  const from = door();
  if (from === undefined) return;
  const found = await Promise.all(hosts.map(async (host) => [host, await from.closeUp(host)] as const));
  const { of } = useCloseUpStore.getState();
  const next = new Map(found.flatMap(([host, one]) => (one ? [[host, kept(of.get(host), one)] as const] : [])));
  useCloseUpStore.setState({ of: next });
}

/** Keeps what is known of the hosts in sight fresh, as long as the map is near enough to show it. */
export function useCloseUps(detail: Detail): void {
  const flow = useStoreApi();
  const isNear = detail !== 'overview' && detail !== 'far';
  useEffect(() => useCloseUpStore.setState({ isInside: detail === 'inside' }), [detail]);
  useEffect(() => {
    if (!isNear) return undefined;
    let asked = '';
    const look = () => {
      const { transform, width, height } = flow.getState();
      const [x, y, zoom] = transform;
      const hosts = hostsIn({ x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom });
      const { view, records, status } = useLab.getState();
      const state = `${view?.version} ${records.next} ${status} ${hosts.join(' ')}`;
      if (state === asked || hosts.length > MANY_HOSTS) return;
      asked = state;
      // A worker that was closed meanwhile has nothing to tell.
      refresh(hosts).catch(() => undefined);
    };
    look();
    const timer = setInterval(look, REFRESH_MS);
    return () => clearInterval(timer);
  }, [flow, isNear]);
}
