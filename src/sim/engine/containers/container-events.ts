// Entries of the event log that are about containers and their networks.
// Source: moby daemon/events.go LogContainerEvent, LogNetworkEventWithAttributes.
// Not modelled: resize and health events.
import type { Daemon } from '../daemon.ts';
import type { Network } from '../libnetwork/network.ts';
import type { Container } from './container.ts';

/** Logs a container's event, and with it that something visible has changed. */
export function containerEvent(
  daemon: Daemon,
  container: Container,
  action: string,
  attributes: Readonly<Record<string, string>> = {},
): void {
  const { Labels, Image } = container.config;
  daemon.events.publish('container', action, container.id, {
    ...Labels,
    image: Image,
    name: container.name,
    ...attributes,
  });
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
