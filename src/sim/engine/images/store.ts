// The images of one host: finding them by what people type.
// Source: moby daemon/images/image.go; distribution/reference (how short names grow).
// Not modelled: pulling, building, layers; a host has what its world gave it.
import { parseIso } from '../../base/time.ts';
import { conflict, invalid, notFound } from '../api/errors.ts';
import type { ImageSummary } from '../api/types.ts';
import { type CatalogueImage, catalogue } from './catalogue.ts';

/** A name with its tag, as typed and as it is meant. */
export interface Reference {
  /** `nginx`, `nicolaka/netshoot` */
  readonly repository: string;
  readonly tag: string;
}

/** Reads `nginx`, `nginx:latest`, `docker.io/library/nginx`; undefined when it is no reference. */
export function parseReference(text: string): Reference | undefined {
  const match = /^((?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const repository = match[1].replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '');
  return { repository, tag: match[2] ?? 'latest' };
}

export class ImageStore {
  readonly #images: CatalogueImage[];
  /** Further names, by reference. */
  readonly #tags = new Map<string, CatalogueImage>();

  /** `names` are repositories of the catalogue. */
  constructor(names: readonly string[]) {
    this.#images = catalogue.filter((image) => names.includes(image.repository));
    for (const image of this.#images) this.#tags.set(`${image.repository}:${image.tag}`, image);
  }

  images(): readonly CatalogueImage[] {
    return this.#images;
  }

  tagsOf(image: CatalogueImage): string[] {
    return [...this.#tags].filter(([, tagged]) => tagged === image).map(([tag]) => tag);
  }

  /** By id, by a beginning of it, or by name. */
  find(text: string): CatalogueImage | undefined {
    const digits = text.replace(/^sha256:/, '');
    const byId =
      /^[0-9a-f]{1,64}$/.test(digits) && this.#images.filter((i) => i.id.slice('sha256:'.length).startsWith(digits));
    const reference = parseReference(text);
    const named = reference && this.#tags.get(`${reference.repository}:${reference.tag}`);
    return named ?? (byId && byId.length === 1 ? byId[0] : undefined);
  }

  /** Throws `No such image`. */
  get(text: string): CatalogueImage {
    const image = this.find(text);
    if (image !== undefined) return image;
    const reference = parseReference(text);
    if (reference === undefined) throw invalid('invalid reference format');
    throw notFound(`No such image: ${reference.repository}:${reference.tag}`);
  }

  tag(image: CatalogueImage, reference: Reference): void {
    this.#tags.set(`${reference.repository}:${reference.tag}`, image);
  }

  /** Removes a name, and the image with its last one. `users` are containers of it. Answers what was done. */
  remove(text: string, users: readonly string[]): ({ Untagged: string } | { Deleted: string })[] {
    const image = this.get(text);
    const reference = parseReference(text);
    const name = reference && `${reference.repository}:${reference.tag}`;
    const names = this.tagsOf(image);
    const untagged = name !== undefined && names.includes(name) ? [name] : names;
    if (untagged.length === names.length && users[0] !== undefined) {
      const how = 'unable to remove repository reference';
      throw conflict(
        `conflict: ${how} "${text}" (must force) - container ${users[0].slice(0, 12)} is using its referenced image ${image.id.slice(7, 19)}`,
      );
    }
    for (const tag of untagged) this.#tags.delete(tag);
    const done: ({ Untagged: string } | { Deleted: string })[] = untagged.map((Untagged) => ({ Untagged }));
    if (this.tagsOf(image).length === 0) {
      this.#images.splice(this.#images.indexOf(image), 1);
      done.push({ Deleted: image.id });
    }
    return done;
  }

  summary(image: CatalogueImage): ImageSummary {
    return {
      Containers: -1,
      Created: Math.floor((parseIso(image.created) ?? 0) / 1000),
      Id: image.id,
      Labels: null,
      ParentId: '',
      RepoDigests: [],
      RepoTags: this.tagsOf(image),
      SharedSize: -1,
      Size: image.size,
    };
  }
}
