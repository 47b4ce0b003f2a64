// The images that services need: which are there, and fetching those that are not.
// Source: docker/compose pkg/compose/build.go (ensureImagesExists), pull.go, images.go.
// Not modelled: refreshing, sub-events of a pull.
import type { Client } from '../../cli/client.ts';
import { segment } from '../../cli/client.ts';
import { Failure } from '../../cli/failure.ts';
import { canonicalName, isMissing, pullImage } from '../../cli/image/reference.ts';
import type { Blocking } from '../../host/sys.ts';
import { joinedName, type Project, serviceNames } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { textOf } from '../model/values.ts';
import type { Backend } from './backend.ts';
import { label } from './containers.ts';
import { together } from './scope.ts';

export function imageOf(service: Service): string {
  return textOf(service.config.image);
}

/** What its containers are made of: the image that it names, or the one that would be built for it. */
export function imageName(project: Project, service: Service): string {
  return imageOf(service) || joinedName(project, service.name);
}

/** Image ids by the names that services use, for those that are there. */
export function* imageIds(client: Client, project: Project): Blocking<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const name of new Set([...project.services.values()].map((each) => imageName(project, each)))) {
    try {
      ids.set(name, (yield* client.get<{ Id: string }>(`/images/${segment('image', name)}/json`)).Id);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return ids;
}

/** How the images of services that are built come to be. */
export type Build = (services: readonly Service[]) => Blocking<void>;

/** Fetches and builds what is missing, and labels each service with its image. Without `build` nothing is built. */
export function* ensureImages(backend: Backend, project: Project, build: Build | undefined): Blocking<Project> {
  const { client, progress } = backend;
  const present = yield* imageIds(client, project);
  const missing = serviceNames(project)
    .map((name) => project.services.get(name))
    .filter((service): service is Service => service !== undefined && mustPull(service, present));
  if (missing.length > 0) {
    yield* progress.during(together(missing.map((service) => forBuilt(service, pullService(backend, service)))));
  }
  const pulled = missing.length > 0 ? yield* imageIds(client, project) : present;
  const toBuild = serviceNames(project)
    .map((name) => project.services.get(name))
    .filter((service): service is Service => service !== undefined && mustBuild(project, service, pulled));
  if (build) yield* build(toBuild);
  const ids = build && toBuild.length > 0 ? yield* imageIds(client, project) : pulled;
  const services = [...project.services.values()].map((service): [string, Service] => {
    const id = ids.get(imageName(project, service));
    const ownLabels = id === undefined ? service.ownLabels : { ...service.ownLabels, [label('image')]: id };
    return [service.name, { ...service, ownLabels }];
  });
  return { ...project, services: new Map(services) };
}

function mustPull(service: Service, present: ReadonlyMap<string, string>): boolean {
  const image = imageOf(service);
  const policy = textOf(service.config.pull_policy);
  if (image === '' || policy === 'never' || policy === 'build') return false;
  return policy === 'always' || !present.has(image);
}

function mustBuild(project: Project, service: Service, present: ReadonlyMap<string, string>): boolean {
  if (!('build' in service.config)) return false;
  return service.config.pull_policy === 'build' || !present.has(imageName(project, service));
}

/** What cannot be fetched may still be built. */
function* forBuilt(service: Service, pull: Blocking<void>): Blocking<void> {
  try {
    yield* pull;
  } catch (error) {
    if (!(error instanceof Failure && 'build' in service.config)) throw error;
  }
}

/** One pull with its events; its failure is told among them as well. */
export function* pullService(backend: Backend, service: Service): Blocking<void> {
  const { client, progress } = backend;
  yield* progress.event({ id: service.name, status: 'working', text: 'Pulling' });
  try {
    yield* pullImage(client, canonicalName(imageOf(service)), true);
  } catch (error) {
    if (error instanceof Failure) {
      const statusText = error.message.replace(/^Error response from daemon: /, '');
      yield* progress.event({ id: service.name, status: 'error', text: 'Error', statusText });
    }
    throw error;
  }
  yield* progress.event({ id: service.name, status: 'done', text: 'Pulled' });
}
