// /images: what is on the host. Nothing can be pulled: no registry is simulated.
// Source: moby api/server/router/image/image_routes.go; distribution/errors.go (texts).
// Not modelled: building, pushing, imports.

import { parseIso } from '../../../base/time.ts';
import type { HttpResponse } from '../../../host/http.ts';
import type { Daemon } from '../../daemon.ts';
import type { CatalogueImage } from '../../images/catalogue.ts';
import { parseReference } from '../../images/store.ts';
import { flagOf } from '../body.ts';
import { invalid, notFound } from '../errors.ts';
import { Filters } from '../filters.ts';
import { immediate, json, param, queryOf, type Route, type RouteCall } from '../route.ts';
import type { ImageHistoryItem } from '../types.ts';

function inspect(daemon: Daemon, image: CatalogueImage): Record<string, unknown> {
  return {
    Id: image.id,
    RepoTags: daemon.images.tagsOf(image),
    RepoDigests: [],
    Parent: '',
    Comment: '',
    Created: image.created.replace('.000Z', 'Z'),
    DockerVersion: '',
    Author: '',
    Config: {
      Hostname: '',
      Domainname: '',
      User: '',
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      ...(image.exposedPorts.length > 0 && {
        ExposedPorts: Object.fromEntries(image.exposedPorts.map((p) => [p, {}])),
      }),
      Tty: false,
      OpenStdin: false,
      StdinOnce: false,
      Env: image.env,
      Cmd: image.cmd,
      Image: '',
      Volumes: null,
      WorkingDir: image.workingDir,
      Entrypoint: image.entrypoint,
      OnBuild: null,
      Labels: null,
    },
    Architecture: 'amd64',
    Os: 'linux',
    Size: image.size,
    GraphDriver: { Data: null, Name: 'overlay2' },
    RootFS: { Type: 'layers', Layers: [image.id] },
    Metadata: { LastTagTime: '0001-01-01T00:00:00Z' },
  };
}

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
  const filters = new Filters(call.request, ['before', 'dangling', 'label', 'reference', 'since', 'until']);
  const { images } = call.daemon;
  const shown = images
    .images()
    .filter((image) => filters.some('reference', (text) => matchesReference(text, images.tagsOf(image))))
    .filter(() => filters.flag('dangling') !== true && !filters.has('label'));
  return json(
    200,
    [...shown].sort((a, b) => (a.created < b.created ? 1 : -1)).map((image) => images.summary(image)),
  );
}

/** A pattern with `*` over the repository, or over repository and tag. */
function matchesReference(pattern: string, tags: readonly string[]): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  const expression = new RegExp(`^${escaped}$`);
  return tags.some((tag) => expression.test(tag) || expression.test(tag.slice(0, tag.lastIndexOf(':'))));
}

function remove(call: RouteCall): HttpResponse {
  const name = param(call, 'name');
  const image = call.daemon.images.get(name);
  const users = call.daemon.containers.all().filter((container) => container.image === image);
  const blocking = flagOf(call.request, 'force') ? users.filter((container) => container.running) : users;
  const done = call.daemon.images.remove(
    name,
    blocking.map((container) => container.id),
  );
  call.daemon.touch();
  return json(200, done);
}

/** One layer with its command, as the catalogue knows nothing of how an image came about. */
function historyOf(daemon: Daemon, image: CatalogueImage): ImageHistoryItem[] {
  const Created = Math.floor((parseIso(image.created) ?? 0) / 1000);
  const layer = { Created, Comment: 'buildkit.dockerfile.v0' };
  const cmd = image.cmd.map((word) => JSON.stringify(word)).join(' ');
  return [
    { Id: image.id, ...layer, CreatedBy: `CMD [${cmd}]`, Tags: daemon.images.tagsOf(image), Size: 0 },
    { Id: '<missing>', ...layer, CreatedBy: 'COPY /rootfs / # buildkit', Tags: null, Size: image.size },
  ];
}

/** Removes images that no container uses: those without a name, or all. */
function prune({ daemon, request }: RouteCall): HttpResponse {
  const filters = new Filters(request, ['dangling', 'label', 'label!', 'until']);
  const deleted: ({ Untagged: string } | { Deleted: string })[] = [];
  let bytes = 0;
  for (const image of filters.flag('dangling') === false ? [...daemon.images.images()] : []) {
    if (daemon.containers.all().some((container) => container.image === image)) continue;
    deleted.push(...daemon.images.remove(image.id, []));
    bytes += image.size;
  }
  if (deleted.length > 0) daemon.touch();
  return json(200, { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: bytes });
}

export const imageRoutes: readonly Route[] = [
  immediate('GET', '/images/json', 'List images', list),
  immediate('POST', '/images/create', 'Pull an image', pull),
  immediate('POST', '/images/prune', 'Remove unused images', prune),
  immediate('GET', '/images/{name...}/history', 'Show how an image came about', (call) =>
    json(200, historyOf(call.daemon, call.daemon.images.get(param(call, 'name')))),
  ),
  immediate('GET', '/images/{name...}/json', 'Inspect an image', (call) =>
    json(200, inspect(call.daemon, call.daemon.images.get(param(call, 'name')))),
  ),
  immediate('POST', '/images/{name...}/tag', 'Give an image another name', (call) => {
    const reference = parseReference(`${queryOf(call, 'repo')}:${queryOf(call, 'tag') || 'latest'}`);
    if (reference === undefined) throw invalid('invalid reference format');
    call.daemon.images.tag(call.daemon.images.get(param(call, 'name')), reference);
    call.daemon.touch();
    return { status: 201 };
  }),
  immediate('DELETE', '/images/{name...}', 'Remove an image', remove),
];
