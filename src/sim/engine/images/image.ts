// An image: its configuration and the layers that its file system is made of.
// Source: moby image/image.go; OCI image-spec config.md; overlayfs.rst (what a layer adds, and what it takes away).
// Not modelled: platforms, layers that images share on disk, ONBUILD.
import { sha256 } from '@noble/hashes/sha2.js';
import type { TarEntry } from '../../base/tar.ts';
import { unpackTree } from '../../base/tar.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import type { FileSystem } from '../../host/fs.ts';
import type { HealthConfig } from '../api/types.ts';

/** Which programs an image holds; what each set means is decided where the world is composed. */
export type ProgramSet = 'busybox' | 'haproxy' | 'hrm' | 'nginx' | 'redis' | 'toolbox' | 'traefik';

export interface Layer {
  /** The digest of its archive: `sha256:…` */
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  /** Paths that are not there any more. */
  readonly removed: readonly string[];
  /** What is new or changed, by paths without the leading slash. */
  readonly entries: readonly TarEntry[];
}

/** How an image came about, oldest first. An empty step made no layer. */
export interface HistoryStep {
  readonly created: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly empty: boolean;
}

/** What containers of an image start with. */
export interface ImageConfig {
  readonly cmd: readonly string[];
  readonly entrypoint: readonly string[] | null;
  readonly env: readonly string[];
  /** `80/tcp` */
  readonly exposedPorts: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal: string;
  readonly healthcheck?: HealthConfig;
}

export interface Image extends ImageConfig {
  /** `sha256:` and 64 digits. */
  readonly id: string;
  /** RFC 3339. */
  readonly created: string;
  readonly author: string;
  readonly comment: string;
  /** The id of the image that it was made of on this host, '' if it came from elsewhere. */
  readonly parent: string;
  readonly layers: readonly Layer[];
  readonly history: readonly HistoryStep[];
  readonly programs: ProgramSet;
}

export function sizeOf(image: Image): number {
  return image.layers.reduce((sum, layer) => sum + layer.size, 0);
}

/** `sha256:` and the digest of a text. */
export function digestOf(text: string): string {
  const digits = [...sha256(encodeUtf8(text))].map((byte) => byte.toString(16).padStart(2, '0'));
  return `sha256:${digits.join('')}`;
}

/** A layer, named by what is in it. */
export function makeLayer(entries: readonly TarEntry[], removed: readonly string[] = []): Layer {
  const size = entries.reduce((sum, { type, text }) => sum + (type === 'file' ? encodeUtf8(text).length : 0), 0);
  return { id: digestOf(JSON.stringify([entries, removed])), size, removed, entries };
}

/** An image of its parts, named by them. */
export function makeImage(parts: Omit<Image, 'id'>): Image {
  const layers = parts.layers.map(({ id }) => id);
  return { ...parts, id: digestOf(JSON.stringify({ ...parts, layers })) };
}

/** Puts the files of an image into an empty file system. */
export function unpackImage(disk: FileSystem, image: Image): void {
  for (const layer of image.layers) {
    for (const path of layer.removed) removeTree(disk, path);
    unpackTree(disk, '/', layer.entries);
  }
}

function removeTree(disk: FileSystem, path: string): void {
  if (disk.stat(path, false)?.type !== 'directory') {
    disk.remove(path);
    return;
  }
  const names = disk.list(path);
  for (const name of names.ok ? names.value : []) removeTree(disk, `${path}/${name}`);
  disk.removeDirectory(path);
}
