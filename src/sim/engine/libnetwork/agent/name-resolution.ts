// Which names an endpoint of a swarm's network adds, and which go with it.
// Source: moby libnetwork/service_common.go (addEndpointNameResolution, deleteEndpointNameResolution).
// Not modelled: nothing known.
import type { EndpointRecord } from './records.ts';
import type { ServiceRecords } from './service-records.ts';

/** What changes besides the endpoint's own names. */
export interface ServiceNames {
  /** It is the first of its service here, or was the last: the name of the virtual address comes or goes. */
  readonly withService: boolean;
  /** Another endpoint has the same address: what leads to the address stays. */
  readonly shared: boolean;
}

/** A container's own names: the first one is what a reverse lookup answers. */
export function addContainerNames(records: ServiceRecords, endpointId: string, record: EndpointRecord): void {
  records.add(record.name, record.endpointAddress, endpointId, true);
  for (const alias of record.taskAliases) records.add(alias, record.endpointAddress, endpointId);
}

export function removeContainerNames(records: ServiceRecords, endpointId: string, record: EndpointRecord): void {
  records.remove(record.name, record.endpointAddress, endpointId, true);
  for (const alias of record.taskAliases) records.remove(alias, record.endpointAddress, endpointId, true);
}

/** Those of a task: its own, its place among `tasks.<service>`, and the service's, for its address or for the virtual one. */
export function addTaskNames(
  records: ServiceRecords,
  endpointId: string,
  record: EndpointRecord,
  withService: boolean,
): void {
  const { serviceId, virtualAddress, endpointAddress } = record;
  addContainerNames(records, endpointId, record);
  for (const name of serviceNames(record)) {
    records.add(`tasks.${name}`, endpointAddress, serviceId);
    if (virtualAddress === '') records.add(name, endpointAddress, serviceId);
    else if (withService) records.add(name, virtualAddress, serviceId);
  }
}

export function removeTaskNames(
  records: ServiceRecords,
  endpointId: string,
  record: EndpointRecord,
  { withService, shared }: ServiceNames,
): void {
  const { serviceId, virtualAddress, endpointAddress } = record;
  removeContainerNames(records, endpointId, record);
  if (shared) return;
  for (const name of serviceNames(record)) {
    records.remove(`tasks.${name}`, endpointAddress, serviceId);
    if (virtualAddress === '') records.remove(name, endpointAddress, serviceId);
    else if (withService) records.remove(name, virtualAddress, serviceId);
  }
}

const serviceNames = ({ serviceName, aliases }: EndpointRecord): readonly string[] => [serviceName, ...aliases];
