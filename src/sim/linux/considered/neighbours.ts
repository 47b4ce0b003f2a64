// Which entries of a device's neighbour table did not give the address, and why.
// Source: net/core/neighbour.c (neigh_lookup): the key is the next hop's address, on that device alone.
// Not modelled: entries as they were then; they age all the time.
import { formatIp4 } from '../../base/ip4.ts';
import { formatMac } from '../../base/mac.ts';
import type { Alternatives, Considered } from '../../trace/record.ts';
import type { Neighbour } from '../neigh.ts';
import { listed } from './moment.ts';

export function consideredNeighbours({ device, ip }: Neighbour): Alternatives | undefined {
  const entries = [...device.neighbours.values()];
  if (entries.length < 2) return undefined;
  const considered = entries.map((entry): Considered => {
    const mac = entry.mac === undefined ? '' : ` lladdr ${formatMac(entry.mac)}`;
    const text = `${formatIp4(entry.ip)} dev ${device.name}${mac} ${entry.state}`;
    if (entry.ip === ip) return { text, fate: 'taken', why: '' };
    return { text, fate: 'unfit', why: `the next hop is ${formatIp4(ip)}` };
  });
  return listed(considered, 'now');
}
