// The images that a simulated host can have: what `docker image ls` shows of them and what runs in them.
// Source: image configuration of the OCI image spec; a small classroom registry, whose images share busybox.
// Not modelled: registries, digests of real images. Adding an image is one entry here.
import { fnv1a, RandomStream } from '../../base/random.ts';
import type { TarEntry } from '../../base/tar.ts';
import type { Image, ProgramSet } from './image.ts';
import { haproxyEntrypoint, nginxFiles, nginxLinks, traefikEntrypoint } from './web-files.ts';

export interface CatalogueImage extends Image {
  readonly repository: string;
  readonly tag: string;
  /** For the page: what it is good for, and a command that keeps a container of it running ('' when its own does). */
  readonly summary: string;
  readonly suggestedCommand: string;
  /** A container of it runs without files or sockets that one must provide. */
  readonly runsAsIs: boolean;
}

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const SLEEP = 'sleep infinity';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
const group = 'root:x:0:\nnogroup:x:65534:\n';

function release(name: string, id: string): Readonly<Record<string, string>> {
  return {
    '/etc/os-release': `PRETTY_NAME="${name}"\nNAME="${name}"\nID=${id}\n`,
    '/etc/passwd': passwd,
    '/etc/group': group,
  };
}

interface Details {
  readonly created: string;
  /** Bytes. */
  readonly size: number;
  readonly cmd: readonly string[];
  readonly exposedPorts?: readonly string[];
  readonly programs: ProgramSet;
  /** Files besides the programs, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Symbolic links: where each leads. */
  readonly links?: Readonly<Record<string, string>>;
  /** Files that can be executed. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly tag?: string;
  readonly stopSignal?: string;
  readonly summary: string;
  readonly suggestedCommand: string;
  readonly runsAsIs?: boolean;
}

function image(repository: string, details: Details): CatalogueImage {
  const { created, size, cmd, exposedPorts = [], programs, files, links = {}, scripts = {}, ...more } = details;
  const { entrypoint = null, tag = 'latest', stopSignal = '', summary, suggestedCommand, runsAsIs = true } = more;
  const common = { executable: false, modified: 0 };
  const name = (path: string): string => path.slice(1);
  const entries: TarEntry[] = [
    ...Object.entries(files).map(
      ([path, text]): TarEntry => ({ ...common, name: name(path), type: 'file', text, target: '' }),
    ),
    ...Object.entries(links).map(
      ([path, target]): TarEntry => ({ ...common, name: name(path), type: 'symlink', text: '', target }),
    ),
    ...Object.entries(scripts).map(
      ([path, text]): TarEntry => ({ ...common, executable: true, name: name(path), type: 'file', text, target: '' }),
    ),
  ];
  const step = { created, comment: 'buildkit.dockerfile.v0' };
  return {
    repository,
    tag,
    id: `sha256:${new RandomStream(fnv1a(`image ${repository}`)).hex(64)}`,
    created,
    ...{ author: '', comment: step.comment, parent: '', programs },
    ...{ cmd, entrypoint, env: [DEFAULT_PATH], exposedPorts, workingDir: '', user: '' },
    ...{ volumes: [], labels: {}, stopSignal },
    layers: [{ id: `sha256:${new RandomStream(fnv1a(`layer ${repository}`)).hex(64)}`, size, removed: [], entries }],
    history: [
      { ...step, createdBy: 'COPY /rootfs / # buildkit', empty: false },
      { ...step, createdBy: `CMD [${cmd.map((word) => JSON.stringify(word)).join(' ')}]`, empty: true },
    ],
    summary,
    suggestedCommand,
    runsAsIs,
  };
}

export const catalogue: readonly CatalogueImage[] = [
  image('alpine', {
    created: '2026-10-08T11:04:23.000Z',
    size: 8_320_000,
    cmd: ['/bin/sh'],
    programs: 'busybox',
    files: release('Alpine Linux', 'alpine'),
    summary: 'A tiny system: busybox tools',
    suggestedCommand: SLEEP,
  }),
  image('busybox', {
    created: '2026-09-26T21:31:42.000Z',
    size: 4_430_000,
    cmd: ['sh'],
    programs: 'busybox',
    files: release('BusyBox', 'busybox'),
    summary: 'The smallest system: one program, many tools',
    suggestedCommand: SLEEP,
  }),
  image('nginx', {
    created: '2026-10-28T18:12:09.000Z',
    size: 152_000_000,
    cmd: ['nginx'],
    exposedPorts: ['80/tcp'],
    programs: 'nginx',
    files: { ...release('Debian GNU/Linux 12 (bookworm)', 'debian'), ...nginxFiles },
    links: nginxLinks,
    summary: 'A web server',
    suggestedCommand: '',
  }),
  image('haproxy', {
    created: '2026-10-27T19:20:44.000Z',
    size: 107_000_000,
    cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
    entrypoint: ['docker-entrypoint.sh'],
    stopSignal: 'SIGUSR1',
    programs: 'haproxy',
    files: release('Debian GNU/Linux 12 (bookworm)', 'debian'),
    scripts: { '/usr/local/bin/docker-entrypoint.sh': haproxyEntrypoint },
    summary: 'A load balancer for TCP and HTTP',
    suggestedCommand: '',
    runsAsIs: false,
  }),
  image('traefik', {
    created: '2026-10-30T09:41:17.000Z',
    tag: 'v3',
    size: 226_000_000,
    cmd: ['traefik'],
    entrypoint: ['/entrypoint.sh'],
    exposedPorts: ['80/tcp'],
    programs: 'traefik',
    files: release('Alpine Linux', 'alpine'),
    scripts: { '/entrypoint.sh': traefikEntrypoint },
    summary: 'A reverse proxy that follows the labels of containers and services',
    suggestedCommand: '',
    runsAsIs: false,
  }),
  image('docker/ucp-hrm', {
    created: '2019-06-17T21:08:35.000Z',
    size: 31_400_000,
    cmd: [],
    entrypoint: ['hrm'],
    exposedPorts: ['8080/tcp'],
    programs: 'hrm',
    files: release('Alpine Linux', 'alpine'),
    summary: 'The HTTP routing mesh of Docker Universal Control Plane',
    suggestedCommand: '',
    runsAsIs: false,
  }),
  image('redis', {
    created: '2026-10-05T04:55:30.000Z',
    size: 137_000_000,
    cmd: ['redis-server', '--protected-mode', 'no'],
    exposedPorts: ['6379/tcp'],
    programs: 'redis',
    files: release('Debian GNU/Linux 12 (bookworm)', 'debian'),
    summary: 'A key-value store',
    suggestedCommand: '',
  }),
  image('ubuntu', {
    created: '2026-10-13T07:40:16.000Z',
    size: 78_100_000,
    cmd: ['/bin/bash'],
    programs: 'toolbox',
    links: { '/bin/bash': '/usr/bin/bash' },
    files: release('Ubuntu 24.04.3 LTS', 'ubuntu'),
    summary: 'bash and the tools that look into networks',
    suggestedCommand: SLEEP,
  }),
  image('nicolaka/netshoot', {
    created: '2026-08-30T15:22:51.000Z',
    size: 521_000_000,
    cmd: ['/bin/bash'],
    programs: 'toolbox',
    links: { '/bin/bash': '/usr/bin/bash' },
    files: release('Alpine Linux', 'alpine'),
    summary: 'Everything for looking into networks',
    suggestedCommand: SLEEP,
  }),
];
