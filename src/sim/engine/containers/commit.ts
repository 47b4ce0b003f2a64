// Making an image of a container: its image, and on top of that what it has changed.
// Source: moby v28.5.2 daemon/commit.go, image/image.go NewChildImage.
// Not modelled: a configuration of the request's own beside the container's.
import { formatRfc3339Nano } from '../../base/time.ts';
import { conflict } from '../api/errors.ts';
import { applyChanges } from '../build/instructions.ts';
import type { Daemon } from '../daemon.ts';
import { imageEvent } from '../images/events.ts';
import { type Image, type ImageConfig, type Layer, makeImage } from '../images/image.ts';
import type { Reference } from '../images/store.ts';
import { layerOf } from './changes.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { pauseContainer, unpauseContainer } from './pause.ts';

export interface CommitOptions {
  readonly reference: Reference | undefined;
  readonly comment: string;
  readonly author: string;
  /** Instructions of a Dockerfile. */
  readonly changes: readonly string[];
  readonly pause: boolean;
}

/** What a container's configuration is as an image's. */
export function imageConfigOf({ config }: Container): ImageConfig {
  return {
    cmd: config.Cmd ?? [],
    entrypoint: config.Entrypoint,
    env: config.Env,
    exposedPorts: Object.keys(config.ExposedPorts),
    workingDir: config.WorkingDir,
    user: config.User ?? '',
    volumes: Object.keys(config.Volumes ?? {}),
    labels: config.Labels,
    stopSignal: config.StopSignal ?? '',
    ...(config.Healthcheck && { healthcheck: config.Healthcheck }),
  };
}

/** One more step on an image. A layer without content counts as a layer all the same where there is one. */
export function childImage(
  parent: Image,
  config: ImageConfig,
  step: { readonly created: string; readonly createdBy: string; readonly comment: string; readonly author: string },
  layer: Layer | undefined,
): Image {
  const { created, createdBy, comment, author } = step;
  return makeImage({
    ...config,
    ...{ created, author, comment, parent: parent.id, programs: parent.programs },
    layers: layer ? [...parent.layers, layer] : parent.layers,
    history: [...parent.history, { created, createdBy, comment, empty: layer === undefined }],
  });
}

/** POST /commit */
export function commitContainer(daemon: Daemon, container: Container, options: CommitOptions): Image {
  if (container.status === 'removing') {
    throw conflict(`You cannot commit container ${container.id} which is being removed`);
  }
  const pauses = options.pause && container.running !== undefined && !container.paused;
  if (pauses) pauseContainer(daemon, container);
  try {
    const { comment, author } = options;
    const config = applyChanges(imageConfigOf(container), options.changes);
    const created = formatRfc3339Nano(daemon.now());
    const step = { created, createdBy: container.argv.join(' '), comment, author };
    const image = daemon.images.add(childImage(container.image, config, step, layerOf(daemon, container)));
    imageEvent(daemon, image, 'create');
    const { reference } = options;
    const name = reference ? `${reference.repository}:${reference.tag}` : '';
    if (reference) {
      daemon.images.tag(image, reference, daemon.now());
      imageEvent(daemon, image, 'tag', name);
    }
    containerEvent(daemon, container, 'commit', { comment, imageID: image.id, imageRef: name });
    return image;
  } finally {
    if (pauses) unpauseContainer(daemon, container);
  }
}
