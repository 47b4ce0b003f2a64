// docker stack config
// Source: docker/cli v28.5.2 cli/command/stack/config.go.
// Not modelled: nothing.
import { exactly, type Leaf } from '../../cli/command.ts';
import { flag } from '../../cli/flags.ts';
import { warn } from '../backend/backend.ts';
import { goYaml } from '../model/encode.ts';
import { mapOf, sortedEntries, type Value } from '../model/values.ts';
import { loadStack } from './load.ts';

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs'];

export const config: Leaf = {
  kind: 'leaf',
  name: 'config',
  synopsis: '[OPTIONS]',
  short: 'Outputs the final config file, after doing merges and interpolations',
  args: exactly(0),
  flags: [
    flag('strings', 'compose-file', 'Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    flag('bool', 'skip-interpolation', 'Skip interpolation and output only merged config'),
  ],
  *run(client, options) {
    const stack = yield* loadStack(client, options.list('compose-file'), !options.bool('skip-interpolation'));
    for (const warning of stack.warnings) yield* warn(client, warning);
    const sorted = (name: string) => Object.fromEntries(sortedEntries(mapOf(stack.sections[name] ?? null)));
    const others = SECTIONS.map((name): [string, Value] => [name, sorted(name)]);
    yield* client.sys.print(
      goYaml({
        version: stack.version,
        services: sorted('services'),
        ...Object.fromEntries(others.filter(([, entries]) => Object.keys(mapOf(entries)).length > 0)),
      }),
    );
    return 0;
  },
};
