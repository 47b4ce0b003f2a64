// Entries of the event log that are about containers and their networks.
// Source: moby daemon/events.go LogContainerEvent, LogNetworkEventWithAttributes.
// Not modelled: nothing known.
import type { Daemon } from '../daemon.ts';
import type { Network } from '../libnetwork/network.ts';
import type { Container } from './container.ts';

type Attributes = Readonly<Record<string, string>>;

/** Logs what happens to a container without changing it. */
export function logContainer(daemon: Daemon, container: Container, action: string, attributes: Attributes = {}): void {
  const { Labels, Image } = container.config;
  const all = { ...Labels, image: Image, name: container.name, ...attributes };
  daemon.events.publish('container', action, container.id, all);
}

/** Logs a change of a container: who waits for one looks again, and pictures are out of date. */
export function containerEvent(
  daemon: Daemon,
  container: Container,
  action: string,
  attributes: Attributes = {},
): void {
  logContainer(daemon, container, action, attributes);
  container.changed.wake();
  daemon.touch();
}

/** Logs an event of a network; `container` is the id of whoever connects or disconnects. */
export function networkEvent(daemon: Daemon, network: Network, action: string, container?: string): void {
  daemon.events.publish('network', action, network.id, {
    name: network.name,
    type: network.driver.type,
    ...(container === undefined ? {} : { container }),
  });
  daemon.touch();
}
