// docker logout
// Source: docker/cli v28.5.2 cli/command/registry/logout.go.
// Not modelled: credentials: there are none to remove.
import { atMost, type Leaf } from './command.ts';

const INDEX_SERVER = 'https://index.docker.io/v1/';

export const logout: Leaf = {
  kind: 'leaf',
  name: 'logout',
  synopsis: '[SERVER]',
  short: 'Log out from a registry',
  long: 'Log out from a registry.\nIf no server is specified, the default is defined by the daemon.',
  args: atMost(1),
  flags: [],
  *run(client, options) {
    const [server = ''] = options.args;
    const shown = server === '' ? INDEX_SERVER : (server.replace(/^https?:\/\//, '').split('/')[0] ?? '');
    yield* client.print(`Removing login credentials for ${shown}`);
    return 0;
  },
};
