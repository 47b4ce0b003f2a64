// Images as archives: what `docker save` writes and `docker load` reads, and images made of a file system alone.
// Source: moby v28.5.2 image/tarexport/{save,load}.go, daemon/images/image_import.go; OCI image-spec.
// Not modelled: the archive's OCI half (index.json, blobs); layers as archives of their own carry whiteouts as names.
import * as v from 'valibot';
import { readTar, type TarEntry, writeTar } from '../../base/tar.ts';
import { formatRfc3339Nano } from '../../base/time.ts';
import { invalid, system } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import { type Image, type ImageConfig, type Layer, makeImage, makeLayer, type ProgramSet } from './image.ts';
import { parseReference } from './store.ts';

const MANIFEST = 'manifest.json';
/** overlayfs.rst as archives write it: the sign of a path that is not there any more. */
const WHITEOUT = '.wh.';
const PROGRAM_SETS: readonly ProgramSet[] = ['busybox', 'haproxy', 'hrm', 'nginx', 'redis', 'toolbox', 'traefik'];

const manifestSchema = v.array(
  v.object({ Config: v.string(), RepoTags: v.nullish(v.array(v.string()), null), Layers: v.array(v.string()) }),
);
type ManifestItem = v.InferOutput<typeof manifestSchema>[number];

const words = v.array(v.string());
/** The configuration of a saved image; its layers are only named. */
const imageSchema = v.object({
  ...{ id: v.string(), created: v.string(), author: v.string(), comment: v.string(), parent: v.string() },
  ...{ cmd: words, entrypoint: v.nullable(words), env: words, exposedPorts: words, volumes: words },
  ...{ workingDir: v.string(), user: v.string(), stopSignal: v.string(), labels: v.record(v.string(), v.string()) },
  healthcheck: v.exactOptional(v.object({ Test: v.exactOptional(words) })),
  programs: v.picklist(PROGRAM_SETS),
  layers: v.array(v.object({ id: v.string(), size: v.number() })),
  history: v.array(v.object({ created: v.string(), createdBy: v.string(), comment: v.string(), empty: v.boolean() })),
});

/** The JSON text of a file in an archive. */
function parsed<S extends v.GenericSchema>(schema: S, text: string | undefined, name: string): v.InferOutput<S> {
  if (text === undefined) throw system(`open /var/lib/docker/tmp/docker-import/${name}: no such file or directory`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw system(`invalid JSON in ${name}`);
  }
  const result = v.safeParse(schema, value);
  if (!result.success) throw system(`invalid ${name}: ${result.issues[0].message}`);
  return result.output;
}

function file(name: string, text: string): TarEntry {
  return { name, type: 'file', text, target: '', executable: false, modified: 0 };
}

function layerArchive({ entries, removed }: Layer): string {
  const whiteouts = removed.map((path) => file(path.slice(1).replace(/([^/]+)$/, `${WHITEOUT}$1`), ''));
  return writeTar([...entries, ...whiteouts]);
}

function layerOf(archive: string, stub: { readonly id: string; readonly size: number }): Layer {
  const entries = readTar(archive) ?? [];
  const isWhiteout = ({ name }: TarEntry): boolean => /(^|\/)\.wh\.[^/]+$/.test(name);
  return {
    ...stub,
    entries: entries.filter((entry) => !isWhiteout(entry)),
    removed: entries.filter(isWhiteout).map(({ name }) => `/${name.replace(WHITEOUT, '')}`),
  };
}

/** GET /images/get: some images, each with the names that it was asked for by. */
export function saveImages(wanted: readonly { readonly image: Image; readonly names: string[] }[]): string {
  const entries: TarEntry[] = [];
  const manifest: ManifestItem[] = wanted.map(({ image, names }) => {
    const digits = (id: string): string => id.slice('sha256:'.length);
    const layers = image.layers.map((layer) => {
      const name = `blobs/sha256/${digits(layer.id)}`;
      if (!entries.some((entry) => entry.name === name)) entries.push(file(name, layerArchive(layer)));
      return name;
    });
    const config = `blobs/sha256/${digits(image.id)}`;
    const stubs = image.layers.map(({ id, size }) => ({ id, size }));
    entries.push(file(config, JSON.stringify({ ...image, layers: stubs })));
    return { Config: config, RepoTags: names, Layers: layers };
  });
  return writeTar([...entries, file(MANIFEST, JSON.stringify(manifest))]);
}

/** What an archive holds: images with the names that they had. Throws what is wrong with it. */
export function loadImages(archive: string): { readonly image: Image; readonly names: readonly string[] }[] {
  const entries = readTar(archive);
  if (entries === undefined || entries.length === 0) throw invalid('archive/tar: invalid tar header');
  const text = (name: string): string | undefined => entries.find((entry) => entry.name === name)?.text;
  // What has no manifest is read as an archive of the first form, which has a list of names.
  const manifest = text(MANIFEST);
  const items = parsed(manifestSchema, manifest, manifest === undefined ? 'repositories' : MANIFEST);
  return items.map(({ Config, RepoTags, Layers }) => {
    const image = parsed(imageSchema, text(Config), Config);
    const layers = image.layers.map((stub, i) => layerOf(text(Layers[i] ?? '') ?? '', stub));
    return { image: { ...image, layers }, names: RepoTags ?? [] };
  });
}

/** An image of a file system alone. Its programs are those of the set that has the most of the binaries in it. */
export function importImage(daemon: Daemon, archive: string, config: ImageConfig, message: string): Image {
  const entries = readTar(archive);
  if (!entries?.length) throw system('archive/tar: invalid tar header');
  const paths = new Set(entries.map(({ name }) => `/${name.replace(/^\.?\//, '')}`));
  const found = (set: ProgramSet): { readonly share: number; readonly count: number } => {
    const programs = [...daemon.programsFor(set).keys()];
    const count = programs.filter((path) => paths.has(path)).length;
    return { share: count / programs.length, count };
  };
  const programs = PROGRAM_SETS.reduce((best, set) => {
    const [known, other] = [found(best), found(set)];
    return other.share > known.share || (other.share === known.share && other.count > known.count) ? set : best;
  });
  const created = formatRfc3339Nano(daemon.now());
  return makeImage({
    ...config,
    ...{ created, author: '', comment: message, parent: '', programs },
    layers: [makeLayer(entries)],
    history: [{ created, createdBy: '', comment: message, empty: false }],
  });
}

/** `repo` and `tag` of a request, if it names anything. */
export function referenceOf(repo: string, tag: string): ReturnType<typeof parseReference> {
  if (repo === '') return undefined;
  const reference = parseReference(tag === '' ? repo : `${repo}:${tag}`);
  if (reference === undefined) throw invalid('invalid reference format');
  return reference;
}
