// Which name servers BIND's tools ask: the one that was named, or those of /etc/resolv.conf; and the names they search.
// Source: BIND 9.18 bin/dig/dighost.c (get_addresses, setup_system, next_origin), lib/isc/netaddr.c.
// Not modelled: several addresses of one named server, IPv6 servers.
import { formatIp4 } from '../../../base/ip4.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { resolveHost } from '../resolve.ts';
import { type ResolverConfig, readResolverConfig } from '../resolver-config.ts';
import { ToolExit } from '../tool.ts';
import type { Server } from './lookup.ts';

/** The named server or the configured ones. A name that is none ends the tool. */
export function* serversFor(sys: Sys, tool: string, named: string | undefined, status: number): Blocking<Server[]> {
  if (named === undefined) {
    return readResolverConfig(sys).servers.map((address) => ({ address, name: formatIp4(address) }));
  }
  const found = yield* resolveHost(sys, named);
  if (!found.ok) {
    const why = found.error === 'EAI_AGAIN' ? 'failure' : 'not found';
    throw new ToolExit(status, `${tool}: couldn't get address for '${named}': ${why}\n`);
  }
  return found.addresses.slice(0, 1).map((address) => ({ address, name: named }));
}

/** The names to try for one that was typed: with the search list first or last, as its dots say. */
export function searchNames(name: string, config: ResolverConfig): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const searched = config.search.map((domain) => `${name}.${domain.replace(/\.$/, '')}`);
  return dots >= config.ndots ? [name, ...searched] : [...searched, name];
}

const MAX_LABEL = 63;
const MAX_NAME = 255;

/** A name that cannot be asked for ends the tool. */
export function checkName(tool: string, name: string, status: number): void {
  const labels = name.split('.');
  const bare = labels.at(-1) === '' ? labels.slice(0, -1) : labels;
  const why = bare.some((label) => label === '')
    ? 'empty label'
    : bare.some((label) => label.length > MAX_LABEL)
      ? 'label too long'
      : name.length > MAX_NAME - 2
        ? 'ran out of space'
        : undefined;
  if (why && name !== '') throw new ToolExit(status, `${tool}: '${name}' is not a legal name (${why})\n`);
}
