// docker image: its sub-commands.
// Source: docker/cli cli/command/image/cmd.go.
// Not modelled: those listed as absent.
import { absent, type Group } from '../command.ts';
import { build } from './build.ts';
import { history } from './history.ts';
import { importImage } from './import.ts';
import { inspect } from './inspect.ts';
import { load } from './load.ts';
import { ls } from './ls.ts';
import { prune } from './prune.ts';
import { pull } from './pull.ts';
import { rm } from './rm.ts';
import { save } from './save.ts';
import { tag } from './tag.ts';

export const image: Group = {
  kind: 'group',
  name: 'image',
  short: 'Manage images',
  commands: [
    build,
    history,
    importImage,
    inspect,
    load,
    ls,
    prune,
    pull,
    absent('push', 'Upload an image to a registry'),
    rm,
    save,
    tag,
  ],
};
