// `down --rmi`: which images go with a project.
// Source: docker/compose pkg/compose/image_pruner.go, down.go removeImage.
// Not modelled: images without a tag.
import { segment } from '../../cli/client.ts';
import { ApiFailure } from '../../cli/failure.ts';
import { filtersQuery } from '../../cli/filters.ts';
import type { ImageSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { joinedName, type Project } from '../model/project.ts';
import type { Backend } from './backend.ts';
import { label } from './containers.ts';
import { imageIds, imageOf } from './images.ts';
import { event } from './progress.ts';

/** The work of removing each: all that services name, or those that were built for them. */
export function* imageRemovals(backend: Backend, project: Project, mode: string): Blocking<Blocking<void>[]> {
  if (mode === '') return [];
  const named = mode === 'all' ? [...project.services.values()].map(imageOf).filter((name) => name !== '') : [];
  const built = [...project.services.values()]
    .filter((service) => imageOf(service) === '')
    .map(({ name }) => joinedName(project, name));
  const filters = filtersQuery([`label=${label('project')}=${project.name}`, 'dangling=false']);
  const labelled = yield* backend.client.get<ImageSummary[]>('/images/json', filters);
  const present = yield* imageIds(backend.client, project);
  const own = labelled.filter(({ Labels }) => project.services.has(Labels?.[label('service')] ?? ''));
  const chosen = [...named.filter((name) => present.has(name)), ...own.flatMap(({ RepoTags }) => RepoTags.slice(0, 1))];
  const all = [...chosen, ...built.filter((name) => present.has(name))].map(withTag);
  return [...new Set(all)].sort().map((image) => removeImage(backend, image));
}

/** `nginx` as `nginx:latest`. */
function withTag(image: string): string {
  return /:[^/]*$/.test(image) ? image : `${image}:latest`;
}

function* removeImage({ client, progress }: Backend, image: string): Blocking<void> {
  const id = `Image ${image}`;
  yield* event(progress, id, 'working', 'Removing');
  try {
    yield* client.send('DELETE', `/images/${segment('image', image)}`);
  } catch (error) {
    if (error instanceof ApiFailure && error.httpStatus === 409) {
      return yield* event(progress, id, 'warning', 'Resource is still in use');
    }
    if (!(error instanceof ApiFailure && error.notFound)) throw error;
    return yield* event(progress, id, 'done', 'Warning: No resource found to remove');
  }
  yield* event(progress, id, 'done', 'Removed');
}
