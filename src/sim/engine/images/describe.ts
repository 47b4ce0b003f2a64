// Images as the API shows them: in lists, whole, and how they came about.
// Source: moby v28.5.2 daemon/images/{image_inspect,image_history,images}.go, api/server/router/image/inspect_response.go.
// Not modelled: where the storage driver keeps layers.
import { parseIso } from '../../base/time.ts';
import type { ImageHistoryItem, ImageSummary } from '../api/types.ts';
import { timestamp } from '../clock.ts';
import type { Daemon } from '../daemon.ts';
import { type Image, type ImageConfig, sizeOf } from './image.ts';

const places = (names: readonly string[]) => Object.fromEntries([...names].sort().map((name) => [name, {}]));

/** A map in Go, so that its keys are sorted; some members are always there. */
function describeConfig(config: ImageConfig): Record<string, unknown> {
  const { cmd, entrypoint, env, exposedPorts, healthcheck, labels, stopSignal, user, volumes, workingDir } = config;
  return {
    Cmd: cmd.length > 0 ? cmd : null,
    Entrypoint: entrypoint,
    Env: env.length > 0 ? env : null,
    ...(exposedPorts.length > 0 && { ExposedPorts: places(exposedPorts) }),
    ...(healthcheck && { Healthcheck: healthcheck }),
    Labels: Object.keys(labels).length > 0 ? labels : null,
    OnBuild: null,
    ...(stopSignal !== '' && { StopSignal: stopSignal }),
    User: user,
    Volumes: volumes.length > 0 ? places(volumes) : null,
    WorkingDir: workingDir,
  };
}

/** As JSON. What HTML would read is escaped, as the compatible response marshals itself. */
export function inspectImage(daemon: Daemon, image: Image): string {
  const whole = {
    Id: image.id,
    RepoTags: daemon.images.tagsOf(image),
    RepoDigests: [],
    Parent: image.parent,
    Comment: image.comment,
    Created: image.created.replace('.000Z', 'Z'),
    DockerVersion: '',
    Author: image.author,
    Architecture: 'amd64',
    Os: 'linux',
    Size: sizeOf(image),
    GraphDriver: { Data: null, Name: 'overlay2' },
    RootFS: { Type: 'layers', Layers: image.layers.map(({ id }) => id) },
    Metadata: { LastTagTime: timestamp(daemon.images.taggedAt(image)) },
    Config: describeConfig(image),
  };
  const escapes = [
    ['<', '\\u003c'],
    ['>', '\\u003e'],
    ['&', '\\u0026'],
  ] as const;
  return escapes.reduce((text, [letter, code]) => text.replaceAll(letter, code), JSON.stringify(whole));
}

export function summaryOf(daemon: Daemon, image: Image): ImageSummary {
  return {
    Containers: -1,
    Created: Math.floor((parseIso(image.created) ?? 0) / 1000),
    Id: image.id,
    Labels: Object.keys(image.labels).length > 0 ? { ...image.labels } : null,
    ParentId: image.parent,
    RepoDigests: [],
    RepoTags: daemon.images.tagsOf(image),
    SharedSize: -1,
    Size: sizeOf(image),
  };
}

/** Newest first; steps that left no image of their own here are `<missing>`. */
export function historyOf(daemon: Daemon, image: Image): ImageHistoryItem[] {
  const layers = [...image.layers];
  const steps = image.history.map((step) => ({
    Created: Math.floor((parseIso(step.created) ?? 0) / 1000),
    CreatedBy: step.createdBy,
    Size: step.empty ? 0 : (layers.shift()?.size ?? 0),
    Comment: step.comment,
  }));
  let owner: Image | undefined = image;
  return steps.reverse().map(({ Created, CreatedBy, Size, Comment }) => {
    const item = {
      Id: owner?.id ?? '<missing>',
      ...{ Created, CreatedBy, Tags: owner ? daemon.images.tagsOf(owner) : null, Size, Comment },
    };
    const parent: string = owner?.parent ?? '';
    owner = parent === '' ? undefined : daemon.images.find(parent);
    return { ...item, Tags: item.Tags && item.Tags.length > 0 ? item.Tags : null };
  });
}
