// docker image: its sub-commands.
// Source: docker/cli cli/command/image/cmd.go.
// Not modelled: those listed as absent.
import { absent, type Group } from '../command.ts';
import { history } from './history.ts';
import { inspect } from './inspect.ts';
import { ls } from './ls.ts';
import { prune } from './prune.ts';
import { pull } from './pull.ts';
import { rm } from './rm.ts';
import { tag } from './tag.ts';

export const image: Group = {
  kind: 'group',
  name: 'image',
  short: 'Manage images',
  commands: [
    absent('build', 'Build an image from a Dockerfile'),
    history,
    absent('import', 'Import the contents from a tarball to create a filesystem image'),
    inspect,
    absent('load', 'Load an image from a tar archive or STDIN'),
    ls,
    prune,
    pull,
    absent('push', 'Upload an image to a registry'),
    rm,
    absent('save', 'Save one or more images to a tar archive (streamed to STDOUT by default)'),
    tag,
  ],
};
