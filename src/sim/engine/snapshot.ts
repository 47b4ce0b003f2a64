// The engine as a picture needs it: networks, containers, images; plain data, taken without changing anything.
// Source: the same state that the API's lists are made of.
// Not modelled: nothing.
import { formatAddress, formatCidr } from '../base/cidr.ts';
import type { PortSummary } from './api/types.ts';
import type { Container } from './containers/container.ts';
import { portSummaries } from './containers/ports.ts';
import type { Daemon } from './daemon.ts';
import type { Engine } from './engine.ts';
import { catalogue } from './images/catalogue.ts';
import type { Image } from './images/image.ts';
import type { Network } from './libnetwork/network.ts';

export interface NetworkSnapshot {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly subnet: string | undefined;
  readonly gateway: string | undefined;
  /** uid of its bridge device. */
  readonly bridge: number | undefined;
  readonly predefined: boolean;
}

export interface ContainerSnapshot {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly command: string;
  readonly state: string;
  readonly networkMode: string;
  readonly attachments: readonly {
    readonly network: string;
    readonly address: string | undefined;
    readonly aliases: readonly string[];
  }[];
  readonly ports: string;
  /** Of a swarm's task: its service's name. */
  readonly service?: string;
  /** inode of the network namespace that it has to itself, undefined when it runs in none or shares one. */
  readonly netns: number | undefined;
}

export interface ImageSnapshot {
  readonly name: string;
  readonly summary: string;
  readonly suggestedCommand: string;
  /** A container of it runs without files or sockets that one must provide. */
  readonly runsAsIs: boolean;
  readonly programs: readonly string[];
}

export interface EngineSnapshot {
  readonly networks: readonly NetworkSnapshot[];
  readonly containers: readonly ContainerSnapshot[];
  readonly images: readonly ImageSnapshot[];
}

export function engineSnapshot(engine: Engine): EngineSnapshot {
  const { daemon } = engine;
  return {
    networks: daemon.networks.networks().map(networkSnapshot),
    containers: daemon.containers.all().map(containerSnapshot),
    images: daemon.images
      .images()
      .filter((image) => !daemon.images.isIntermediate(image))
      .map((image) => imageSnapshot(daemon, image)),
  };
}

function networkSnapshot(network: Network): NetworkSnapshot {
  const [first] = network.poolsOf(4);
  return {
    id: network.id,
    name: network.name,
    driver: network.driver.type,
    internal: network.internal,
    subnet: first && formatCidr(first.pool.subnet),
    gateway: first?.gateway && formatAddress(first.gateway),
    bridge: network.driver.deviceUid(network.id),
    predefined: network.predefined,
  };
}

/** The label of tasks' containers. */
const SERVICE_NAME = 'com.docker.swarm.service.name';

function containerSnapshot(container: Container): ContainerSnapshot {
  const sandbox = container.running?.sandbox;
  const service = container.config.Labels[SERVICE_NAME];
  return {
    id: container.id,
    name: container.name,
    image: container.config.Image,
    command: container.argv.join(' '),
    state: container.status,
    networkMode: container.networkMode,
    attachments: [...container.attachments].map(([network, attachment]) => ({
      network,
      address: attachment.endpoint?.address && formatAddress(attachment.endpoint.address),
      aliases: attachment.aliases ?? [],
    })),
    ports: [...new Set(portSummaries(container).map(portText))].join(', '),
    ...(service === undefined ? {} : { service }),
    netns: sandbox?.options.usesHostNamespace === false ? container.running?.enclosure.netns.inode : undefined,
  };
}

/** `80/tcp`, `8080->80/tcp`, `127.0.0.1:8080->80/tcp`: every address of the host goes without saying. */
function portText({ IP = '', PublicPort, PrivatePort, Type }: PortSummary): string {
  const address = IP === '0.0.0.0' || IP === '::' ? '' : `${IP}:`;
  return `${PublicPort === undefined ? '' : `${address}${PublicPort}->`}${PrivatePort}/${Type}`;
}

function imageSnapshot(daemon: Daemon, image: Image): ImageSnapshot {
  const programs = [...daemon.programsFor(image.programs).keys()].map((path) => path.slice(path.lastIndexOf('/') + 1));
  const known = catalogue.find(({ id }) => id === image.id);
  const [name = image.id.slice('sha256:'.length).slice(0, 12)] = daemon.images.tagsOf(image);
  return {
    name: (known ? `${known.repository}:${known.tag}` : name).replace(/:latest$/, ''),
    summary: known?.summary ?? '',
    suggestedCommand: known?.suggestedCommand ?? '',
    runsAsIs: known?.runsAsIs ?? true,
    programs: [...new Set(programs)].sort(),
  };
}
