// A container: what was asked, what state it is in, where it is attached, and what runs in it now.
// Source: moby container/{container,state}.go, api/types/container.
// Not modelled: checkpoints.
import type { SimTime } from '../../des/scheduler.ts';
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { FileSystem } from '../../host/fs.ts';
import type { Enclosure, Launched } from '../../host/machine.ts';
import type { Channel } from '../api/channel.ts';
import type { ContainerConfig, ContainerState, HostConfig } from '../api/types.ts';
import type { Moment } from '../clock.ts';
import type { Image } from '../images/image.ts';
import type { Sandbox } from '../libnetwork/sandbox.ts';
import type { EndpointService } from '../libnetwork/service.ts';
import type { Attachment } from './attachment.ts';
import type { Health } from './health.ts';
import { ContainerLog } from './log.ts';
import type { Mount } from './mounts.ts';
import type { NetnsDoor } from './netns-door.ts';

/** A configuration with every member that inspect shows. */
export type FullConfig = ContainerConfig &
  Required<
    Pick<ContainerConfig, 'Hostname' | 'Domainname' | 'Tty' | 'OpenStdin' | 'StdinOnce' | 'Labels' | 'WorkingDir'>
  > & {
    Env: string[];
    Cmd: string[] | null;
    Entrypoint: string[] | null;
    ExposedPorts: Record<string, Record<string, never>>;
  };

/** A legacy link: the container that it leads to, and what that one is called here. */
export interface LegacyLink {
  readonly child: Container;
  readonly alias: string;
}

/** What a container is to the swarm that runs it. */
export interface TaskPlace {
  readonly id: string;
  /** The service that it serves, by network id. */
  readonly services: ReadonlyMap<string, EndpointService>;
}

/** What exists while a container runs. */
export interface Running {
  readonly launched: Launched;
  readonly enclosure: Enclosure;
  /** Undefined for a container that shares another's. */
  readonly sandbox: Sandbox | undefined;
  readonly startedAt: SimTime;
}

/** What a container is made of, once and for all. */
export interface ContainerParts {
  readonly id: string;
  readonly name: string;
  readonly created: Moment;
  readonly image: Image;
  readonly config: FullConfig;
  readonly hostConfig: HostConfig & Record<string, unknown>;
  readonly attachments: ReadonlyMap<string, Attachment>;
  readonly links: readonly LegacyLink[];
  readonly mounts: ReadonlyMap<string, Mount>;
}

export class Container {
  readonly id: string;
  readonly created: Moment;
  readonly image: Image;
  readonly config: FullConfig;
  readonly hostConfig: HostConfig & Record<string, unknown>;
  /** By network name, or what the user called it until the first start. */
  readonly attachments: Map<string, Attachment>;
  links: readonly LegacyLink[];
  /** By their place in the container. */
  readonly mounts: ReadonlyMap<string, Mount>;
  /** Without the slash that the API puts before it. */
  name: string;

  status: ContainerState['Status'] = 'created';
  exitCode = 0;
  error = '';
  startedAt: Moment | undefined;
  finishedAt: Moment | undefined;
  restartCount = 0;
  /** Somebody stopped it: restart policies leave it alone. */
  stoppedByUser = false;
  /** A daemon that starts again starts it too. */
  atRestart = false;
  /** How many times its first process has ended. */
  exits = 0;
  removed = false;
  /** Of a container that was started and has a check. */
  health: Health | undefined;

  running: Running | undefined;
  /** Its disk, made at the first start. */
  fs: FileSystem | undefined;
  filesMadeAt: Moment | undefined;
  door: NetnsDoor | undefined;
  /** Whose hosts, hostname and resolv.conf it sees, when they are not its own. */
  filesOf: Container | undefined;
  readonly log = new ContainerLog();
  /** Clients that see its output and may type into it. */
  readonly attached = new Set<Channel>();
  readonly execIds: string[] = [];
  /** Of a container that a swarm runs. */
  task: TaskPlace | undefined;
  /** Woken at every change of state. */
  readonly changed = new WaitQueue();
  #locked = false;

  constructor(parts: ContainerParts) {
    this.id = parts.id;
    this.name = parts.name;
    this.created = parts.created;
    this.image = parts.image;
    this.config = parts.config;
    this.hostConfig = parts.hostConfig;
    this.attachments = new Map(parts.attachments);
    this.links = parts.links;
    this.mounts = parts.mounts;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Running, but frozen. */
  get paused(): boolean {
    return this.status === 'paused';
  }

  /** Lets frozen processes run again. */
  thaw(): void {
    if (!this.paused) return;
    this.running?.enclosure.setFrozen(false);
    this.status = 'running';
  }

  /** What its first process is: the entry point and its arguments. */
  get argv(): string[] {
    return [...(this.config.Entrypoint ?? []), ...(this.config.Cmd ?? [])];
  }

  get networkMode(): string {
    return this.hostConfig.NetworkMode;
  }

  /** The container whose namespace it shares, as the user named it; undefined in other modes. */
  get donorName(): string | undefined {
    return this.networkMode.startsWith('container:') ? this.networkMode.slice('container:'.length) : undefined;
  }

  /** Runs `body` while nothing else starts, removes or attaches this container. */
  *locked<T>(body: () => Blocking<T>): Blocking<T> {
    while (this.#locked) yield { on: [this.changed] };
    this.#locked = true;
    try {
      return yield* body();
    } finally {
      this.#locked = false;
      this.changed.wake();
    }
  }
}
