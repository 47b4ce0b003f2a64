// Instructions that change nothing but an image's configuration.
// Source: moby v28.5.2 builder/dockerfile/dispatchers.go, internals.go.
// Not modelled: ONBUILD, SHELL.
import { invalid, notSimulated } from '../api/errors.ts';
import { parseSpan } from '../clock.ts';
import type { ImageConfig } from '../images/image.ts';
import { expand, type Instruction, jsonWords, keyValues, parseDockerfile, splitWords } from './dockerfile.ts';

/** Variables of a configuration by name. */
export function variablesOf(config: ImageConfig): Map<string, string> {
  return new Map(
    config.env.map((variable) => {
      const at = variable.indexOf('=');
      return [variable.slice(0, at), variable.slice(at + 1)] as const;
    }),
  );
}

function withEnv(env: readonly string[], pairs: readonly (readonly [string, string])[]): string[] {
  const result = [...env];
  for (const [key, value] of pairs) {
    const at = result.findIndex((variable) => variable.startsWith(`${key}=`));
    if (at < 0) result.push(`${key}=${value}`);
    else result[at] = `${key}=${value}`;
  }
  return result;
}

/** The words of CMD and the like: a list as it is, a line for the shell. */
export function commandOf(rest: string): string[] {
  return jsonWords(rest) ?? ['/bin/sh', '-c', rest];
}

/** What an instruction makes of a configuration; undefined where it does more than that. */
export function configured(
  config: ImageConfig,
  { name, rest, flags }: Instruction,
  variables: ReadonlyMap<string, string>,
): ImageConfig | undefined {
  const words = (): string[] => (jsonWords(rest) ?? splitWords(rest)).map((word) => expand(word, variables));
  switch (name) {
    case 'CMD':
      return { ...config, cmd: commandOf(rest) };
    case 'ENTRYPOINT':
      return { ...config, entrypoint: commandOf(rest) };
    case 'ENV':
      return { ...config, env: withEnv(config.env, keyValues(expand(rest, variables), name)) };
    case 'LABEL':
    case 'MAINTAINER':
      return name === 'MAINTAINER'
        ? config
        : { ...config, labels: { ...config.labels, ...Object.fromEntries(keyValues(expand(rest, variables), name)) } };
    case 'EXPOSE':
      return { ...config, exposedPorts: [...new Set([...config.exposedPorts, ...words().flatMap(portsOf)])].sort() };
    case 'USER':
      return { ...config, user: expand(rest, variables) };
    case 'VOLUME':
      return { ...config, volumes: [...new Set([...config.volumes, ...words()])] };
    case 'WORKDIR':
      return { ...config, workingDir: joined(config.workingDir, expand(rest, variables)) };
    case 'STOPSIGNAL':
      return { ...config, stopSignal: expand(rest, variables) };
    case 'HEALTHCHECK':
      return { ...config, healthcheck: healthOf(rest, flags) };
    case 'ONBUILD':
    case 'SHELL':
      throw notSimulated(`the instruction ${name}`);
    default:
      return undefined;
  }
}

function joined(from: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function portsOf(word: string): string[] {
  const [, first = '', last = first, protocol = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/.exec(word) ?? [];
  if (first === '' || Number(last) > 65535) throw invalid(`invalid containerPort: ${word}`);
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_none, i) => `${Number(first) + i}/${protocol}`);
}

function healthOf(rest: string, flags: readonly string[]): ImageConfig['healthcheck'] & object {
  if (rest.toUpperCase() === 'NONE') return { Test: ['NONE'] };
  const [, line] = /^CMD\s+([\s\S]*)$/i.exec(rest) ?? [];
  if (line === undefined) throw invalid(`Unknown type ${JSON.stringify(rest.split(/\s/)[0])} in HEALTHCHECK (try CMD)`);
  const span = (name: string, member: string): Record<string, number> => {
    const text = flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1);
    const milliseconds = text === undefined ? undefined : parseSpan(text);
    return milliseconds === undefined ? {} : { [member]: milliseconds * 1_000_000 };
  };
  const retries = flags.find((flag) => flag.startsWith('retries='))?.slice('retries='.length);
  const list = jsonWords(line);
  return {
    Test: list ? ['CMD', ...list] : ['CMD-SHELL', line],
    ...span('interval', 'Interval'),
    ...span('timeout', 'Timeout'),
    ...span('start-period', 'StartPeriod'),
    ...span('start-interval', 'StartInterval'),
    ...(retries && { Retries: Number(retries) }),
  };
}

/** What `commit --change` and `import --change` allow. Source: builder/dockerfile/builder.go validCommitCommands. */
const CHANGES = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ENV', 'EXPOSE', 'LABEL', 'ONBUILD', 'USER', 'VOLUME', 'WORKDIR'];

/** A configuration with some instructions applied to it. */
export function applyChanges(config: ImageConfig, changes: readonly string[]): ImageConfig {
  if (changes.length === 0) return config;
  return parseDockerfile(changes.join('\n')).reduce((result, instruction) => {
    if (!CHANGES.includes(instruction.name)) throw invalid(`${instruction.name} is not a valid change command`);
    return configured(result, instruction, variablesOf(result)) ?? result;
  }, config);
}
