// /etc/hosts of a container: how it begins, how lines come and go. Pure functions on its text.
// Source: moby libnetwork/etchosts/etchosts.go.
// Not modelled: containers without IPv6 on loopback (the first lines then lack the IPv6 names).

export interface HostsRecord {
  /** One or more names, separated by spaces. */
  readonly names: string;
  readonly address: string;
}

/** etchosts.defaultContent: what every container's file begins with. */
const localNames: readonly HostsRecord[] = [
  { address: '127.0.0.1', names: 'localhost' },
  { address: '::1', names: 'localhost ip6-localhost ip6-loopback' },
  { address: 'fe00::', names: 'ip6-localnet' },
  { address: 'ff00::', names: 'ip6-mcastprefix' },
  { address: 'ff02::1', names: 'ip6-allnodes' },
  { address: 'ff02::2', names: 'ip6-allrouters' },
];

function line(record: HostsRecord): string {
  return `${record.address}\t${record.names}\n`;
}

/** A new file: the local names, then `extra`. */
export function newHosts(extra: readonly HostsRecord[]): string {
  return [...localNames, ...extra].map(line).join('');
}

export function addHosts(text: string, records: readonly HostsRecord[]): string {
  return text + records.map(line).join('');
}

/** Removes lines that are exactly these records; what else a user wrote stays. */
export function removeHosts(text: string, records: readonly HostsRecord[]): string {
  const gone = new Set(records.map(line));
  return text
    .split(/(?<=\n)/)
    .filter((each) => !gone.has(each))
    .join('');
}

/** Gives whoever is called by the first of `names` another address. */
export function moveHost(text: string, names: string, address: string): string {
  const escaped = names.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`^\\S+(\\t${escaped})(?=\\s|$)`, 'gm'), (_all, rest: string) => address + rest);
}
