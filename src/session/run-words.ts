// What `docker run` needs to be told to make another container like one that is there.
import type { Container } from '../sim/engine/containers/container.ts';
import type { World } from '../sim/world.ts';

/** The words after `docker run -d --name NAME`; undefined for a container that there is not. */
export function runWords(world: World, host: string, id: string): readonly string[] | undefined {
  const containers = world.stations.get(host)?.engine?.daemon.containers.all() ?? [];
  const container = containers.find((one) => one.id === id);
  if (container === undefined) return undefined;
  const { entrypoint, words } = commandOf(container);
  return [...optionsOf(container), ...entrypoint, container.config.Image, ...words];
}

const each = (option: string, values: readonly string[] | null | undefined): readonly string[] =>
  (values ?? []).flatMap((value) => [option, value]);

function networksOf({ networkMode, attachments }: Container): readonly string[] {
  const names = [...attachments.keys()];
  const isUsual = names.length === 1 && names[0] === 'bridge';
  if (names.length === 0) return networkMode === 'default' ? [] : ['--network', networkMode];
  return isUsual ? [] : each('--network', names);
}

function optionsOf(container: Container): readonly string[] {
  const { config, hostConfig, image } = container;
  const known = new Set(image.env);
  const { Name: restart } = hostConfig.RestartPolicy;
  return [
    ...(config.OpenStdin ? ['-i'] : []),
    ...(config.Tty ? ['-t'] : []),
    ...(hostConfig.AutoRemove ? ['--rm'] : []),
    ...(hostConfig.Privileged ? ['--privileged'] : []),
    ...(restart === '' || restart === 'no' ? [] : ['--restart', restart]),
    ...networksOf(container),
    ...each(
      '-e',
      config.Env.filter((variable) => !known.has(variable)),
    ),
    ...each('-v', hostConfig.Binds),
    // The host's port is taken by the one that is copied: Docker chooses another.
    ...each('-p', Object.keys(hostConfig.PortBindings)),
    ...(hostConfig.PublishAllPorts ? ['-P'] : []),
    ...each('--cap-add', hostConfig.CapAdd),
    ...each('--cap-drop', hostConfig.CapDrop),
    ...each('--dns', hostConfig.Dns),
    ...each('--add-host', hostConfig.ExtraHosts),
  ];
}

const same = (a: readonly string[] | null | undefined, b: readonly string[] | null | undefined): boolean =>
  (a ?? []).join('\n') === (b ?? []).join('\n');

/** What it runs, as far as that is not what its image runs anyway. */
function commandOf({ config, image }: Container): {
  readonly entrypoint: readonly string[];
  readonly words: readonly string[];
} {
  const { Entrypoint, Cmd } = config;
  if (same(Entrypoint, image.entrypoint)) return { entrypoint: [], words: same(Cmd, image.cmd) ? [] : (Cmd ?? []) };
  const [first = '', ...rest] = Entrypoint ?? [];
  return { entrypoint: ['--entrypoint', first], words: [...rest, ...(Cmd ?? [])] };
}
