// Configs and secrets whose content is in the Compose file or in a variable: copied into a container before it starts.
// Source: docker/compose pkg/compose/secrets.go.
// Not modelled: owners and modes of the files.
import { writeTar } from '../../base/tar.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { listOf, mapOf, textOf, type ValueMap } from '../model/values.ts';
import type { Backend } from './backend.ts';
import { fileTarget } from './mounts.ts';

/** Puts the contents of its configs and secrets where a service expects them. */
export function* injectFiles(backend: Backend, project: Project, service: Service, id: string): Blocking<void> {
  for (const [key, kind] of [
    ['secrets', 'secret'],
    ['configs', 'config'],
  ] as const) {
    for (const each of listOf(service.config[key])) {
      const use = mapOf(each);
      const source = project[key].get(textOf(use.source)) ?? {};
      const content = contentOf(project, source, kind);
      if (content === '') continue;
      if (service.config.read_only === true) {
        const what = `${kind} ${JSON.stringify(textOf(source.name))} in read-only service ${service.name}`;
        throw new Failure(`cannot create ${what}: \`file\` is the sole supported option`);
      }
      yield* copyIn(backend, id, fileTarget(use, kind), content);
    }
  }
}

function contentOf(project: Project, source: ValueMap, kind: string): string {
  if (textOf(source.content) !== '') return textOf(source.content);
  const variable = textOf(source.environment);
  if (variable === '') return '';
  const value = project.env.get(variable);
  if (value !== undefined) return value;
  const by = `${kind} ${JSON.stringify(textOf(source.name))}`;
  throw new Failure(`environment variable ${JSON.stringify(variable)} required by ${by} is not set`);
}

function* copyIn({ client }: Backend, id: string, target: string, text: string): Blocking<void> {
  const modified = client.sys.wallClock() / 1000;
  const entry = { name: target.slice(1), type: 'file', text, target: '', executable: false, modified } as const;
  yield* client.send('PUT', containerPath(id, 'archive'), { query: { path: '/' }, raw: writeTar([entry]) });
}
