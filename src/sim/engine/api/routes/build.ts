// /build: an image of a Dockerfile and the files around it.
// Source: moby v28.5.2 api/server/router/build/build_routes.go, api/server/backend/build/{backend,tag}.go.
// Not modelled: BuildKit, contexts in the network, limits of resources.
import { readTar, unpackTree } from '../../../base/tar.ts';
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { Builder, BuildFailure, type BuildOptions, CONTEXT } from '../../build/builder.ts';
import { type Instruction, parseDockerfile } from '../../build/dockerfile.ts';
import { imageEvent } from '../../images/events.ts';
import { parseReference, type Reference } from '../../images/store.ts';
import { flagOf } from '../body.ts';
import { Channel } from '../channel.ts';
import { ApiError, invalid } from '../errors.ts';
import { immediate, queryOf, type Route, type RouteCall } from '../route.ts';

/** A parameter that is a JSON object of strings. */
function recordIn(call: RouteCall, name: string): Record<string, string> {
  const text = queryOf(call, name);
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalid(`error reading ${name}`);
}

function optionsOf(call: RouteCall): BuildOptions {
  const { request } = call;
  return {
    ...{ buildArgs: recordIn(call, 'buildargs'), labels: recordIn(call, 'labels'), target: queryOf(call, 'target') },
    noCache: flagOf(request, 'nocache'),
    remove: request.query?.rm !== '0',
    network: queryOf(call, 'networkmode').replace(/^default$/, ''),
  };
}

function tagsIn(call: RouteCall): Reference[] {
  const names = queryOf(call, 't').split('\n');
  return names
    .filter((name) => name !== '')
    .map((name) => {
      const reference = parseReference(name);
      if (reference === undefined) throw invalid('invalid reference format');
      return reference;
    });
}

/** What is wrong with the file is said before anything is built. */
function build(call: RouteCall): HttpResponse {
  const { daemon, request } = call;
  const context = daemon.machine.createFileSystem(daemon.machine.kernel.rootNs);
  const entries = readTar(request.body ?? '');
  if (entries === undefined) throw invalid('archive/tar: invalid tar header');
  context.makeDirectory(CONTEXT);
  unpackTree(context, CONTEXT, entries);
  const name = queryOf(call, 'dockerfile') || 'Dockerfile';
  const file = entries.find((entry) => entry.name === name);
  if (file === undefined) throw invalid(`Cannot locate specified Dockerfile: ${name}`);
  if (file.text.trim() === '') throw invalid(`the Dockerfile (${name}) cannot be empty`);
  const instructions = parseDockerfile(file.text);
  const [options, tags] = [optionsOf(call), tagsIn(call)];
  const channel = new Channel();
  const quiet = flagOf(request, 'q');
  const send = (message: unknown): Blocking<void> =>
    channel.send({ channel: 'stdout', text: `${JSON.stringify(message)}\n` });
  function* say(text: string): Blocking<void> {
    if (!quiet) yield* send({ stream: text });
  }
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      try {
        yield* make(call, new Builder(daemon, context, options, say), instructions, tags, say, send);
      } catch (error) {
        if (!(error instanceof ApiError || error instanceof BuildFailure)) throw error;
        const code = error instanceof BuildFailure ? { code: error.code } : {};
        yield* send({ errorDetail: { ...code, message: error.message }, error: error.message });
      }
      channel.end();
    })(),
  );
  return { status: 200, stream: channel };
}

function* make(
  { daemon, request }: RouteCall,
  builder: Builder,
  instructions: readonly Instruction[],
  tags: readonly Reference[],
  say: (text: string) => Blocking<void>,
  send: (message: unknown) => Blocking<void>,
): Blocking<void> {
  const image = yield* builder.build(instructions);
  yield* send({ aux: { ID: image.id } });
  if (flagOf(request, 'q')) yield* send({ stream: `${image.id}\n` });
  yield* say(`Successfully built ${image.id.slice('sha256:'.length).slice(0, 12)}\n`);
  for (const reference of tags) {
    const name = `${reference.repository}:${reference.tag}`;
    daemon.images.tag(image, reference, daemon.now());
    imageEvent(daemon, image, 'tag', name);
    yield* say(`Successfully tagged ${name}\n`);
  }
}

export const buildRoutes: readonly Route[] = [immediate('POST', '/build', 'Build an image', build)];
