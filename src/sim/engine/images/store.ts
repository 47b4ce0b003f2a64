// The images of one host: finding them by what people type, naming them, adding and removing them.
// Source: moby daemon/images/{image,image_delete,image_tag}.go; distribution/reference (how short names grow).
// Not modelled: names by digest: nothing comes from a registry.
import { conflict, invalid, notFound } from '../api/errors.ts';
import type { Moment } from '../clock.ts';
import { catalogue } from './catalogue.ts';
import type { Image } from './image.ts';

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

/** Containers of an image, as far as they keep it from being removed. */
export interface User {
  readonly id: string;
  readonly isRunning: boolean;
}

export type Removal = { readonly Untagged: string } | { readonly Deleted: string };

export class ImageStore {
  readonly #images: Image[];
  /** Names and what they mean. */
  readonly #tags = new Map<string, Image>();
  readonly #tagged = new Map<string, Moment>();

  /** `names` are repositories of the catalogue. */
  constructor(names: readonly string[]) {
    const images = catalogue.filter((image) => names.includes(image.repository));
    this.#images = [...images];
    for (const image of images) this.#tags.set(`${image.repository}:${image.tag}`, image);
  }

  images(): readonly Image[] {
    return this.#images;
  }

  /** Those that images were made of, and that have no name of their own. */
  isIntermediate(image: Image): boolean {
    return this.tagsOf(image).length === 0 && this.#children(image).length > 0;
  }

  #children(image: Image): Image[] {
    return this.#images.filter(({ parent }) => parent === image.id);
  }

  tagsOf(image: Image): string[] {
    return [...this.#tags].filter(([, tagged]) => tagged === image).map(([tag]) => tag);
  }

  /** When it was last given a name here. */
  taggedAt(image: Image): Moment | undefined {
    return this.#tagged.get(image.id);
  }

  /** By id, by a beginning of it, or by name. */
  find(text: string): Image | undefined {
    const digits = text.replace(/^sha256:/, '');
    const byId =
      /^[0-9a-f]{1,64}$/.test(digits) && this.#images.filter((i) => i.id.slice('sha256:'.length).startsWith(digits));
    const reference = parseReference(text);
    const named = reference && this.#tags.get(`${reference.repository}:${reference.tag}`);
    return named ?? (byId && byId.length === 1 ? byId[0] : undefined);
  }

  /** Throws `No such image`. */
  get(text: string): Image {
    const image = this.find(text);
    if (image !== undefined) return image;
    const reference = parseReference(text);
    if (reference === undefined) throw invalid('invalid reference format');
    throw notFound(`No such image: ${reference.repository}:${reference.tag}`);
  }

  /** Adds an image; the one that is there already if it is the same. */
  add(image: Image): Image {
    const known = this.#images.find(({ id }) => id === image.id);
    if (known === undefined) this.#images.push(image);
    return known ?? image;
  }

  tag(image: Image, reference: Reference, now: Moment): void {
    this.#tags.set(`${reference.repository}:${reference.tag}`, image);
    this.#tagged.set(image.id, now);
  }

  /** Removes a name, and the image with its last one; its nameless ancestors go too where `prune` says so. */
  remove(text: string, users: (image: Image) => readonly User[], force: boolean, prune = true): Removal[] {
    const image = this.get(text);
    const done: Removal[] = [];
    const byId = image.id.startsWith(text) || image.id.slice('sha256:'.length).startsWith(text);
    const names = this.tagsOf(image);
    const [user] = users(image);
    if (!byId) {
      if (!force && names.length === 1 && user !== undefined) {
        const who = `container ${user.id.slice(0, 12)} is using its referenced image ${short(image)}`;
        throw conflict(`conflict: unable to remove repository reference "${text}" (must force) - ${who}`);
      }
      const reference = parseReference(text);
      this.#untag(`${reference?.repository}:${reference?.tag}`, done);
      if (this.tagsOf(image).length > 0) return done;
    } else if (names.length === 1) {
      this.#check(image, users(image), force, false);
      for (const name of names) this.#untag(name, done);
    }
    this.#delete(image, users, { force, prune, quiet: !byId }, done);
    return done;
  }

  #untag(name: string, done: Removal[]): void {
    this.#tags.delete(name);
    done.push({ Untagged: name });
  }

  /** Source: image_delete.go checkImageDeleteConflict. `names` of its own count where more than one repository has them. */
  #check(image: Image, users: readonly User[], force: boolean, names: boolean): void {
    const refuse = (how: string, why: string): never => {
      throw conflict(`conflict: unable to delete ${short(image)} (${how}) - ${why}`);
    };
    if (this.#children(image).length > 0) refuse('cannot be forced', 'image has dependent child images');
    const running = users.find(({ isRunning }) => isRunning);
    if (running) refuse('cannot be forced', `image is being used by running container ${running.id.slice(0, 12)}`);
    if (force) return;
    if (names && this.tagsOf(image).length > 0) {
      refuse('must be forced', 'image is referenced in multiple repositories');
    }
    const [stopped] = users;
    if (stopped) refuse('must be forced', `image is being used by stopped container ${stopped.id.slice(0, 12)}`);
  }

  #delete(
    image: Image,
    users: (image: Image) => readonly User[],
    how: { readonly force: boolean; readonly prune: boolean; readonly quiet: boolean },
    done: Removal[],
  ): void {
    try {
      this.#check(image, users(image), how.force, true);
    } catch (error) {
      // A name was wanted away, and that is done.
      const isUsed = users(image).length > 0;
      if (how.quiet && (isUsed || this.tagsOf(image).length > 0 || this.#children(image).length > 0)) return;
      throw error;
    }
    for (const name of this.tagsOf(image)) this.#untag(name, done);
    this.#images.splice(this.#images.indexOf(image), 1);
    done.push({ Deleted: image.id });
    const parent = this.#images.find(({ id }) => id === image.parent);
    if (how.prune && parent && this.tagsOf(parent).length === 0) {
      this.#delete(parent, users, { ...how, force: false, quiet: true }, done);
    }
  }
}

function short(image: Image): string {
  return image.id.slice('sha256:'.length, 'sha256:'.length + 12);
}
