// What crosses between the worker and the page: of a world's view, hosts and swarms that the page has already go by their names alone.
import { keep } from '../session/keep.ts';
import type { ClusterView, Frame, HostView, LabApi, LabFile, WorldView } from '../session/protocol.ts';
import type { Scenario } from '../sim/scenario/format.ts';

type ThinView = Omit<WorldView, 'hosts' | 'clusters'> & {
  readonly hosts: readonly (HostView | string)[];
  readonly clusters?: readonly (ClusterView | string)[];
};

export type ThinFrame = Omit<Frame, 'view'> & { readonly view?: ThinView };

/** The session as the worker offers it. */
export interface WireApi extends Omit<LabApi, 'open'> {
  open(lab: LabFile, scenario: Scenario | undefined, onFrame: (frame: ThinFrame) => void): void;
}

/** For one who sends frames: leaves out what went before. The session says of what is the same that it is the same object. */
export function thinner(): (frame: Frame) => ThinFrame {
  let last: WorldView | undefined;
  return ({ view, ...rest }) => {
    if (view === undefined) return rest;
    const sent = new Set<HostView | ClusterView>([...(last?.hosts ?? []), ...(last?.clusters ?? [])]);
    last = view;
    const hosts = view.hosts.map((host) => (sent.has(host) ? host.name : host));
    const { clusters, ...others } = view;
    if (clusters === undefined) return { ...rest, view: { ...others, hosts } };
    return { ...rest, view: { ...others, hosts, clusters: clusters.map((one) => (sent.has(one) ? one.id : one)) } };
  };
}

/** For one who gets them: puts in what was left out. What is the same as in the last view is the same object. */
export function filler(): (frame: ThinFrame) => Frame {
  let last: WorldView | undefined;
  return ({ view, ...rest }) => {
    if (view === undefined) return rest;
    const known = new Map(last?.hosts.map((host) => [host.name, host]));
    const swarms = new Map(last?.clusters?.map((cluster) => [cluster.id, cluster]));
    const { hosts, clusters, ...others } = view;
    const whole: WorldView = {
      ...others,
      hosts: hosts.flatMap((host) => (typeof host === 'string' ? (known.get(host) ?? []) : host)),
      ...(clusters && {
        clusters: clusters.flatMap((one) => (typeof one === 'string' ? (swarms.get(one) ?? []) : one)),
      }),
    };
    last = keep(last, whole);
    return { ...rest, view: last };
  };
}
