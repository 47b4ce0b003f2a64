// Images and containers as archives, and images made of them: commit, export, import, save, load.
// Source: moby v28.5.2 api/server/router/{image,container}/*_routes.go.
// Not modelled: archives from the network, compressed ones.

import { writeTar } from '../../../base/tar.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { applyChanges } from '../../build/instructions.ts';
import { changesOf, filesOf } from '../../containers/changes.ts';
import { commitContainer } from '../../containers/commit.ts';
import { logContainer } from '../../containers/container-events.ts';
import { importImage, loadImages, referenceOf, saveImages } from '../../images/archive.ts';
import { imageEvent } from '../../images/events.ts';
import type { ImageConfig } from '../../images/image.ts';
import { parseReference } from '../../images/store.ts';
import { flagOf } from '../body.ts';
import { notSimulated } from '../errors.ts';
import { immediate, json, param, queryOf, type Route, type RouteCall } from '../route.ts';

const NOTHING: ImageConfig = {
  ...{ cmd: [], entrypoint: null, env: [], exposedPorts: [], workingDir: '', user: '' },
  ...{ volumes: [], labels: {}, stopSignal: '' },
};

/** Several values of one parameter come one to a line. */
function changesIn(call: RouteCall): string[] {
  return queryOf(call, 'changes')
    .split('\n')
    .filter((line) => line !== '');
}

function commit(call: RouteCall): HttpResponse {
  const { daemon, request } = call;
  const image = commitContainer(daemon, daemon.containers.get(queryOf(call, 'container')), {
    reference: referenceOf(queryOf(call, 'repo'), queryOf(call, 'tag')),
    comment: queryOf(call, 'comment'),
    author: queryOf(call, 'author'),
    changes: changesIn(call),
    pause: request.query?.pause === undefined || flagOf(request, 'pause'),
  });
  return json(201, { Id: image.id });
}

/** POST /images/create with an archive as its body. */
export function importArchive(call: RouteCall): HttpResponse {
  const { daemon, request } = call;
  if (queryOf(call, 'fromSrc') !== '-') throw notSimulated('imports from the network');
  const config = applyChanges(NOTHING, changesIn(call));
  const reference = referenceOf(queryOf(call, 'repo'), queryOf(call, 'tag'));
  const image = daemon.images.add(importImage(daemon, request.body ?? '', config, queryOf(call, 'message')));
  if (reference) {
    daemon.images.tag(image, reference, daemon.now());
    imageEvent(daemon, image, 'tag', `${reference.repository}:${reference.tag}`);
  }
  imageEvent(daemon, image, 'import');
  return { status: 200, body: `${JSON.stringify({ status: image.id })}\n` };
}

function save(call: RouteCall): HttpResponse {
  const { daemon } = call;
  const wanted = queryOf(call, 'names')
    .split('\n')
    .map((term) => {
      const image = daemon.images.get(term);
      const reference = parseReference(term);
      const name = `${reference?.repository}:${reference?.tag}`;
      return { image, names: daemon.images.tagsOf(image).includes(name) ? [name] : [] };
    });
  const images = [...new Set(wanted.map(({ image }) => image))];
  for (const image of images) imageEvent(daemon, image, 'save');
  const items = images.map((image) => ({
    image,
    names: wanted.filter((each) => each.image === image).flatMap(({ names }) => names),
  }));
  return { status: 200, body: saveImages(items) };
}

function load({ daemon, request }: RouteCall): HttpResponse {
  let text = '';
  for (const { image: found, names } of loadImages(request.body ?? '')) {
    const image = daemon.images.add(found);
    for (const name of names) {
      const reference = parseReference(name);
      if (reference) daemon.images.tag(image, reference, daemon.now());
      text += `Loaded image: ${name}\n`;
    }
    if (names.length === 0) text += `Loaded image ID: ${image.id}\n`;
    imageEvent(daemon, image, 'load');
  }
  return { status: 200, body: `${JSON.stringify({ stream: text })}\n` };
}

function exportContainer(call: RouteCall): HttpResponse {
  const container = call.daemon.containers.get(param(call, 'id'));
  const body = writeTar(filesOf(call.daemon, container));
  logContainer(call.daemon, container, 'export');
  return { status: 200, body };
}

export const imageArchiveRoutes: readonly Route[] = [
  immediate('POST', '/commit', 'Make an image of a container', commit),
  immediate('GET', '/images/get', 'Write images into an archive', save),
  immediate('POST', '/images/load', 'Read images from an archive', load),
  immediate('GET', '/containers/{id}/export', 'Write its files into an archive', exportContainer),
  immediate('GET', '/containers/{id}/changes', 'What differs from its image', (call) => {
    const changes = changesOf(call.daemon, call.daemon.containers.get(param(call, 'id')));
    return json(200, changes.length > 0 ? changes : null);
  }),
];
