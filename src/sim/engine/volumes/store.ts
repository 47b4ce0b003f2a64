// The volumes of one host: directories that outlive containers.
// Source: moby v28.5.2 volume/service/{service,store,errors}.go, volume/local/local.go.
// Not modelled: drivers other than local, options of the local driver (mounts of other file systems), sizes.
import type { FileSystem } from '../../host/fs.ts';
import { conflict, invalid, notFound, notSimulated } from '../api/errors.ts';
import type { Moment } from '../clock.ts';

const ROOT = '/var/lib/docker/volumes';
/** volume/service: marks those that nobody named. */
export const ANONYMOUS = 'com.docker.volume.anonymous';

export interface VolumeRequest {
  readonly name: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>> | null;
  readonly labels: Readonly<Record<string, string>> | null;
}

export interface Volume {
  readonly name: string;
  readonly created: Moment;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly options: Readonly<Record<string, string>> | null;
  /** Its directory on the host. */
  readonly mountpoint: string;
}

export class VolumeStore {
  readonly #volumes = new Map<string, Volume>();
  readonly #disk: FileSystem;
  readonly #now: () => Moment;
  constructor(disk: FileSystem, now: () => Moment) {
    this.#disk = disk;
    this.#now = now;
  }

  all(): readonly Volume[] {
    return [...this.#volumes.values()];
  }

  find(name: string): Volume | undefined {
    return this.#volumes.get(name);
  }

  /** Throws `no such volume`. */
  get(name: string): Volume {
    const volume = this.#volumes.get(name);
    if (volume === undefined) throw notFound(`get ${name}: no such volume`);
    return volume;
  }

  /** Makes a volume, or answers the one of that name. */
  create({ name, driver, options, labels }: VolumeRequest): { readonly volume: Volume; readonly isNew: boolean } {
    const known = this.#volumes.get(name);
    if (known !== undefined) return { volume: known, isNew: false };
    if (driver !== '' && driver !== 'local') {
      throw notFound(`create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`);
    }
    if (Object.keys(options ?? {}).length > 0) throw notSimulated('options of the local volume driver');
    checkName(name);
    const mountpoint = `${ROOT}/${name}/_data`;
    this.#disk.makeDirectory(mountpoint, true);
    const volume: Volume = { name, created: this.#now(), labels, options, mountpoint };
    this.#volumes.set(name, volume);
    return { volume, isNew: true };
  }

  /** Removes a volume; `users` are the ids of containers that have it. */
  remove(volume: Volume, users: readonly string[]): void {
    if (users.length > 0) throw conflict(`remove ${volume.name}: volume is in use - [${users.join(', ')}]`);
    this.#volumes.delete(volume.name);
    this.#removeTree(`${ROOT}/${volume.name}`);
  }

  /** Bytes of the files in it. */
  bytesIn(volume: Volume): number {
    return this.#bytesBelow(volume.mountpoint);
  }

  #bytesBelow(path: string): number {
    const names = this.#disk.list(path);
    return (names.ok ? names.value : []).reduce((sum, name) => {
      const stat = this.#disk.stat(`${path}/${name}`, false);
      return sum + (stat?.type === 'directory' ? this.#bytesBelow(`${path}/${name}`) : (stat?.size ?? 0));
    }, 0);
  }

  #removeTree(path: string): void {
    const names = this.#disk.list(path);
    for (const name of names.ok ? names.value : []) {
      const entry = `${path}/${name}`;
      if (this.#disk.stat(entry, false)?.type === 'directory') this.#removeTree(entry);
      else this.#disk.remove(entry);
    }
    this.#disk.removeDirectory(path);
  }
}

/** volume/local/local.go validateName */
function checkName(name: string): void {
  if (name.length < 2) {
    throw invalid(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`);
  }
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
    const allowed = '"[a-zA-Z0-9][a-zA-Z0-9_.-]"';
    throw invalid(
      `create ${name}: ${JSON.stringify(name)} includes invalid characters for a local volume name, only ${allowed} are allowed. If you intended to pass a host directory, use absolute path`,
    );
  }
}
