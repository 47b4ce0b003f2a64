// RUN: a container of the image so far, its command run to the end, its output told on the way.
// Source: moby v28.5.2 builder/dockerfile/{dispatchers,containerbackend}.go.
// Not modelled: limits of resources, mounts.
import type { Blocking } from '../../des/task.ts';
import { readBody } from '../api/body.ts';
import { containerCreate } from '../api/schemas.ts';
import { layerOf } from '../containers/changes.ts';
import type { Container } from '../containers/container.ts';
import { createContainer } from '../containers/create.ts';
import { removeContainer } from '../containers/remove.ts';
import { startContainer } from '../containers/start.ts';
import { attach } from '../containers/streams.ts';
import type { Daemon } from '../daemon.ts';
import { shortId } from '../ids.ts';
import type { Image, Layer } from '../images/image.ts';

/** How a step talks: a piece of the build's output. */
export type Say = (text: string) => Blocking<void>;

/** A container of an image that need not run. */
export function stepContainer(
  daemon: Daemon,
  image: Image,
  command: readonly string[],
  options: { readonly env?: readonly string[]; readonly network?: string } = {},
): Container {
  const body = {
    Image: image.id,
    ...{ Cmd: command, Entrypoint: [''], Env: options.env ?? image.env, WorkingDir: image.workingDir },
    ...{ AttachStdout: true, AttachStderr: true },
    ...(options.network && { HostConfig: { NetworkMode: options.network } }),
  };
  const request = { method: 'POST' as const, path: '', body: JSON.stringify(body) };
  return createContainer(daemon, '', readBody(request, containerCreate, 'CreateRequest')).container;
}

export interface Outcome {
  readonly exitCode: number;
  readonly layer: Layer;
}

/** Runs a container to its end; it stays. */
export function* runToEnd(daemon: Daemon, container: Container, say: Say): Blocking<Outcome> {
  const { stream } = attach(daemon, container, { stdin: false, logs: false, stream: true });
  yield* container.locked(() => startContainer(daemon, container));
  for (;;) {
    const chunk = stream && (yield* stream.read());
    if (chunk === undefined) break;
    yield* say(chunk.text);
  }
  while (container.running !== undefined) yield { on: [container.changed] };
  return { exitCode: container.exitCode, layer: layerOf(daemon, container) };
}

export function* removeStep(daemon: Daemon, container: Container, say: Say): Blocking<void> {
  yield* container.locked(() => removeContainer(daemon, container, true));
  yield* say(` ---> Removed intermediate container ${shortId(container.id)}\n`);
}
