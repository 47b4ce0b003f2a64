// docker compose commit and export
// Source: docker/compose cmd/compose/{commit,export}.go; pkg/compose of the same names.
// Not modelled: nothing known.
import { writeArchive } from '../../cli/archive-file.ts';
import { atLeast, between } from '../../cli/command.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { commitContainer } from '../../cli/container/commit.ts';
import { Failure } from '../../cli/failure.ts';
import { flag } from '../../cli/flags.ts';
import type { Blocking } from '../../host/sys.ts';
import { containerName, oneContainer } from '../backend/containers.ts';
import type { ComposeCommand } from '../command.ts';

const index = flag('int', 'index', 'index of the container if service has multiple replicas.');

export const commit: ComposeCommand = {
  kind: 'leaf',
  name: 'commit',
  synopsis: '[OPTIONS] SERVICE [REPOSITORY[:TAG]]',
  short: "Create a new image from a service container's changes",
  args: between(1, 2),
  services: 'first',
  flags: [
    index,
    flag('bool', 'pause', 'Pause container during commit', { short: 'p', default: 'true' }),
    flag('string', 'message', 'Commit message', { short: 'm' }),
    flag('string', 'author', 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    flag('list', 'change', 'Apply Dockerfile instruction to the created image', { short: 'c' }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const project = (yield* invocation.projectName()).toLowerCase();
    const { progress } = invocation.backend();
    const [service = '', reference = ''] = options.args;
    const work = (function* (): Blocking<void> {
      const container = yield* oneContainer(client, project, service, options.int('index'));
      const id = containerName(container);
      const text = `Commit ${id}`;
      yield* progress.event({ id, text, status: 'working', statusText: 'Committing' });
      const image = yield* commitContainer(client, container.Id, reference, options);
      yield* progress.event({ id, text, status: 'done', statusText: `Committed as ${image}` });
    })();
    yield* progress.during(work, 'Committing');
    return 0;
  },
};

export const exportCommand: ComposeCommand = {
  kind: 'leaf',
  name: 'export',
  synopsis: '[OPTIONS] SERVICE',
  short: "Export a service container's filesystem as a tar archive",
  args: atLeast(1),
  services: 'first',
  flags: [index, flag('string', 'output', 'Write to a file, instead of STDOUT', { short: 'o' })],
  *run(invocation, options) {
    const { client } = invocation;
    const project = (yield* invocation.projectName()).toLowerCase();
    const { progress } = invocation.backend();
    const output = options.text('output');
    const work = (function* (): Blocking<void> {
      const container = yield* oneContainer(client, project, options.args[0] ?? '', options.int('index'));
      if (output === '' && client.stdout) throw new Failure('output option is required when exporting to terminal');
      const id = containerName(container);
      // The real one never tells of the end.
      yield* progress.event({ id, text: `export ${id} to ${output}`, status: 'working', statusText: 'Exporting' });
      const archive = yield* client.text(containerPath(container.Id, 'export'));
      yield* writeArchive(client, output, archive, 'failed to export container');
    })();
    yield* progress.during(work, 'Exporting');
    return 0;
  },
};
