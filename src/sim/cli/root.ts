// The one table of docker's commands, from which dispatch, help and completion derive.
// Source: docker/cli cli/command/commands/commands.go; categories as its annotations; Compose is a plugin.
// Not modelled: those listed as absent.
import { compose } from '../compose/plugin.ts';
import { stack } from '../compose/stack/group.ts';
import { builder } from './builder/group.ts';
import { checkpoint } from './checkpoint/group.ts';
import { absent, absentGroup, findCommand, type Group, type Leaf, shortcut } from './command.ts';
import { config } from './config/group.ts';
import { container } from './container/group.ts';
import { context } from './context/group.ts';
import type { RootSections } from './help.ts';
import { build } from './image/build.ts';
import { image } from './image/group.ts';
import { history } from './image/history.ts';
import { importImage } from './image/import.ts';
import { load } from './image/load.ts';
import { images } from './image/ls.ts';
import { pull } from './image/pull.ts';
import { rm as removeImage } from './image/rm.ts';
import { save } from './image/save.ts';
import { tag } from './image/tag.ts';
import { logout } from './logout.ts';
import { network } from './network/group.ts';
import { node } from './node/group.ts';
import { plugin } from './plugin/group.ts';
import { secret } from './secret/group.ts';
import { service } from './service/group.ts';
import { swarm } from './swarm/group.ts';
import { events } from './system/events.ts';
import { system } from './system/group.ts';
import { info } from './system/info.ts';
import { inspect } from './system/inspect.ts';
import { version } from './system/version.ts';
import { volume } from './volume/group.ts';

/** A container command at the top level, by the name it has there. */
function top(name: string, as = name): Leaf {
  const command = findCommand(container.commands, name);
  if (command?.kind !== 'leaf') throw new TypeError(`no such container command: ${name}`);
  return shortcut(command, as);
}

export const root: Group = {
  kind: 'group',
  name: 'docker',
  short: 'A self-sufficient runtime for containers',
  commands: [
    container,
    image,
    network,
    system,
    builder,
    checkpoint,
    context,
    absentGroup('manifest', 'Manage Docker image manifests and manifest lists'),
    plugin,
    absentGroup('trust', 'Manage trust on Docker images'),
    volume,
    config,
    node,
    secret,
    service,
    stack,
    swarm,
    compose,
    top('run'),
    top('exec'),
    top('ls', 'ps'),
    build,
    pull,
    absent('push', 'Upload an image to a registry'),
    images,
    absent('login', 'Authenticate to a registry'),
    logout,
    absent('search', 'Search Docker Hub for images'),
    version,
    info,
    top('attach'),
    top('commit'),
    top('cp'),
    top('create'),
    top('diff'),
    events,
    top('export'),
    history,
    importImage,
    inspect,
    top('kill'),
    load,
    top('logs'),
    top('pause'),
    top('port'),
    top('rename'),
    top('restart'),
    top('rm'),
    shortcut(removeImage, 'rmi'),
    save,
    top('start'),
    top('stats'),
    top('stop'),
    tag,
    top('top'),
    top('unpause'),
    top('update'),
    top('wait'),
  ],
};

export const rootSections: RootSections = {
  common: ['run', 'exec', 'ps', 'build', 'pull', 'push', 'images', 'login', 'logout', 'search', 'version', 'info'],
  swarm: ['config', 'node', 'secret', 'service', 'stack', 'swarm'],
  plugins: [{ name: 'compose', short: 'Docker Compose' }],
  // Checkpoints need an experimental engine; Compose is in the list of plugins.
  hidden: ['checkpoint', 'compose'],
};
