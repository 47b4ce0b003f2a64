// Which routes were not taken, and why.
// Source: net/ipv4/fib_trie.c (fib_table_lookup): local before main, the longest prefix, then the lowest metric.
// Not modelled: policy rules.
import { formatIp4, type Ip4, networkOf } from '../../base/ip4.ts';
import type { Alternatives, Considered } from '../../trace/record.ts';
import type { FibEntry, RouteDevice } from '../fib.ts';
import type { Route, Stack } from '../stack.ts';
import { asOf, listed, type Moment } from './moment.ts';

const prefixOf = ({ dst, prefixLength }: FibEntry<RouteDevice>): string =>
  prefixLength === 0 ? 'default' : `${formatIp4(dst)}/${prefixLength}`;

/** As `ip route` prints it, as far as it tells routes apart. */
export function routeText(route: FibEntry<RouteDevice>): string {
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const via = route.gateway === undefined ? '' : ` via ${formatIp4(route.gateway)}`;
  const dev = route.device === undefined ? '' : ` dev ${route.device.name}`;
  return `${type}${prefixOf(route)}${via}${dev}${route.metric === 0 ? '' : ` metric ${route.metric}`}`;
}

const contains = ({ dst, prefixLength }: Route, address: Ip4): boolean => networkOf(address, prefixLength) === dst;

/** `taken` is undefined where no route fits. */
export function consideredRoutes(ns: Stack, moment: Moment, destination: Ip4, taken: Route | undefined): Alternatives {
  const tables = ['local', 'main'] as const;
  const inOrder = tables.flatMap((table) => ns.fib.table(table).list().sort(longestFirst));
  // Of the many addresses and broadcasts of the local table only those are worth a word that the destination is among.
  const told = inOrder.filter((route) => route.table === 'main' || contains(route, destination));
  const considered = told.map((route) => verdictOn(route, destination, taken));
  const isThere = taken === undefined || told.some((route) => route === taken);
  if (!isThere && taken !== undefined) considered.unshift({ text: routeText(taken), fate: 'taken', why: '' });
  return listed(considered, asOf(moment, ns.fib.changedAt));
}

function longestFirst(a: Route, b: Route): number {
  return b.prefixLength - a.prefixLength || a.metric - b.metric;
}

function verdictOn(route: Route, destination: Ip4, taken: Route | undefined): Considered {
  const text = routeText(route);
  const to = formatIp4(destination);
  if (route === taken) return { text, fate: 'taken', why: '' };
  if (!contains(route, destination)) return { text, fate: 'unfit', why: `${to} is not in ${prefixOf(route)}` };
  if (taken === undefined) return { text, fate: 'spare', why: `${to} is in ${prefixOf(route)}` };
  if (route.table !== taken.table)
    return { text, fate: 'spare', why: `table ${taken.table} is asked before ${route.table}` };
  if (route.prefixLength !== taken.prefixLength)
    return { text, fate: 'spare', why: `/${route.prefixLength} is less specific than /${taken.prefixLength}` };
  return { text, fate: 'spare', why: `metric ${route.metric}: the lowest is taken, ${taken.metric}` };
}
