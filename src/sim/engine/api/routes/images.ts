// /images: what is on the host. Nothing can be pulled: no registry is simulated.
// Source: moby v28.5.2 api/server/router/image/image_routes.go, daemon/images/{images,image_delete,image_prune}.go.
// Not modelled: pushing, searching.
import { parseIso } from '../../../base/time.ts';
import type { HttpResponse } from '../../../host/http.ts';
import type { Daemon } from '../../daemon.ts';
import { historyOf, inspectImage, summaryOf } from '../../images/describe.ts';
import { imageEvent, logRemoval } from '../../images/events.ts';
import { type Image, sizeOf } from '../../images/image.ts';
import { parseReference, type Removal, type User } from '../../images/store.ts';
import { flagOf } from '../body.ts';
import { invalid, notFound } from '../errors.ts';
import { Filters } from '../filters.ts';
import { immediate, json, param, queryOf, type Route, type RouteCall } from '../route.ts';
import { importArchive } from './image-archives.ts';

/** A host has what its world gave it: an image that is there is up to date, any other is in no registry. */
function pull(call: RouteCall): HttpResponse {
  const from = queryOf(call, 'fromImage');
  const tag = queryOf(call, 'tag');
  const reference = parseReference(tag === '' ? from : `${from}:${tag}`);
  if (reference === undefined) throw invalid('invalid reference format');
  const name = `${reference.repository}:${reference.tag}`;
  if (call.daemon.images.find(name) !== undefined) {
    return { status: 200, body: `${JSON.stringify({ status: `Status: Image is up to date for ${name}` })}\n` };
  }
  throw notFound(
    `pull access denied for ${reference.repository}, repository does not exist or may require 'docker login': ` +
      'denied: requested access to the resource is denied',
  );
}

function list(call: RouteCall): HttpResponse {
  const { daemon } = call;
  const filters = new Filters(call.request, ['before', 'dangling', 'label', 'reference', 'since', 'until']);
  const { images } = daemon;
  const bound = (field: string): number | undefined => {
    const [term] = filters.get(field);
    return term === undefined ? undefined : parseIso(images.get(term).created);
  };
  const [before, since] = [bound('before'), bound('since')];
  const all = flagOf(call.request, 'all');
  const shown = images.images().filter((image) => {
    const created = parseIso(image.created) ?? 0;
    const tags = images.tagsOf(image);
    return (
      (all || !images.isIntermediate(image)) &&
      (before === undefined || created < before) &&
      (since === undefined || created > since) &&
      filters.some('reference', (text) => matchesReference(text, tags)) &&
      (filters.flag('dangling') ?? tags.length === 0) === (tags.length === 0) &&
      filters.labels(image.labels) &&
      filters.madeBefore(created, daemon.now())
    );
  });
  const newestFirst = [...shown].reverse().sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0));
  return json(
    200,
    newestFirst.map((image) => summaryOf(daemon, image)),
  );
}

/** A pattern with `*` over the repository, or over repository and tag. */
function matchesReference(pattern: string, tags: readonly string[]): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const expression = new RegExp(`^${escaped}$`);
  return tags.some((tag) => expression.test(tag) || expression.test(tag.slice(0, tag.lastIndexOf(':'))));
}

function usersOf(daemon: Daemon, image: Image): User[] {
  return daemon.containers
    .all()
    .filter((container) => container.image === image)
    .map(({ id, running }) => ({ id, isRunning: running !== undefined }));
}

function remove({ daemon, request, params }: RouteCall): HttpResponse {
  const name = params.name ?? '';
  const image = daemon.images.get(name);
  const prunes = !flagOf(request, 'noprune');
  const done = daemon.images.remove(name, (each) => usersOf(daemon, each), flagOf(request, 'force'), prunes);
  logRemoval(daemon, image, done);
  return json(200, done);
}

/** Removes images that no container uses: those without a name, or all. */
function prune({ daemon, request }: RouteCall): HttpResponse {
  const filters = new Filters(request, ['dangling', 'label', 'label!', 'until']);
  const { images } = daemon;
  const onlyDangling = filters.flag('dangling') !== false;
  const deleted: Removal[] = [];
  let bytes = 0;
  for (const image of [...images.images()]) {
    const names = images.tagsOf(image);
    const isUnused = usersOf(daemon, image).length === 0;
    if (!images.images().includes(image) || !isUnused || images.isIntermediate(image)) continue;
    if (onlyDangling && names.length > 0) continue;
    if (!filters.labels(image.labels) || !filters.madeBefore(parseIso(image.created) ?? 0, daemon.now())) continue;
    for (const name of names.length > 0 ? names : [image.id]) {
      const done = images.remove(name, (each) => usersOf(daemon, each), false);
      logRemoval(daemon, image, done);
      deleted.push(...done);
    }
    bytes += image.layers.at(-1)?.size ?? sizeOf(image);
  }
  daemon.events.publish('image', 'prune', '', { reclaimed: String(bytes) });
  return json(200, { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: bytes });
}

function tag(call: RouteCall): HttpResponse {
  const { daemon } = call;
  const reference = parseReference(`${queryOf(call, 'repo')}:${queryOf(call, 'tag') || 'latest'}`);
  if (reference === undefined) throw invalid('invalid reference format');
  const image = daemon.images.get(param(call, 'name'));
  daemon.images.tag(image, reference, daemon.now());
  imageEvent(daemon, image, 'tag', `${reference.repository}:${reference.tag}`);
  return { status: 201 };
}

export const imageRoutes: readonly Route[] = [
  immediate('GET', '/images/json', 'List images', list),
  immediate('POST', '/images/create', 'Pull an image, or make one of an archive', (call) =>
    queryOf(call, 'fromSrc') === '' ? pull(call) : importArchive(call),
  ),
  immediate('POST', '/images/prune', 'Remove unused images', prune),
  immediate('GET', '/images/{name...}/history', 'Show how an image came about', (call) =>
    json(200, historyOf(call.daemon, call.daemon.images.get(param(call, 'name')))),
  ),
  immediate('GET', '/images/{name...}/json', 'Inspect an image', ({ daemon, params }) => ({
    status: 200,
    body: inspectImage(daemon, daemon.images.get(params.name ?? '')),
  })),
  immediate('POST', '/images/{name...}/tag', 'Give an image another name', tag),
  immediate('DELETE', '/images/{name...}', 'Remove an image', remove),
];
