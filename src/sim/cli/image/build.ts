// docker build, docker image build: with the classic builder, as this client has no buildx.
// Source: docker/cli v28.5.2 cli/command/image/build.go, cmd/docker/builder.go.
// Not modelled: BuildKit, limits of resources, other platforms, contexts in the network.
import { encodeUtf8 } from '../../base/utf8.ts';
import type { HttpResponse } from '../../host/http.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { humanSize } from '../formatter/units.ts';
import { buildContext } from './build-context.ts';
import { referenceError } from './reference.ts';

const INSTALL = 'Install the buildx component to build images with BuildKit:';
const LINK = 'https://docs.docker.com/go/buildx/';
const DEPRECATED = 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.';
const INDENT = ' '.repeat(12);

export const build: Leaf = {
  kind: 'leaf',
  name: 'build',
  synopsis: '[OPTIONS] PATH | URL | -',
  short: 'Build an image from a Dockerfile',
  aliasText: 'docker image build, docker build, docker builder build',
  args: exactly(1),
  flags: [
    flag('list', 'add-host', 'Add a custom host-to-IP mapping ("host:ip")', { onlySimulated: [] }),
    flag('list', 'build-arg', 'Set build-time variables'),
    flag('strings', 'cache-from', 'Images to consider as cache sources'),
    flag('string', 'cgroup-parent', 'Set the parent cgroup for the "RUN" instructions during build', {
      onlySimulated: [],
    }),
    flag('bool', 'compress', 'Compress the build context using gzip'),
    flag('int', 'cpu-period', 'Limit the CPU CFS (Completely Fair Scheduler) period', { onlySimulated: [] }),
    flag('int', 'cpu-quota', 'Limit the CPU CFS (Completely Fair Scheduler) quota', { onlySimulated: [] }),
    flag('int', 'cpu-shares', 'CPU shares (relative weight)', { short: 'c', onlySimulated: [] }),
    flag('string', 'cpuset-cpus', 'CPUs in which to allow execution (0-3, 0,1)', { onlySimulated: [] }),
    flag('string', 'cpuset-mems', 'MEMs in which to allow execution (0-3, 0,1)', { onlySimulated: [] }),
    flag('bool', 'disable-content-trust', 'Skip image verification', { default: 'true' }),
    flag('string', 'file', 'Name of the Dockerfile (Default is "PATH/Dockerfile")', { short: 'f' }),
    flag('bool', 'force-rm', 'Always remove intermediate containers', { onlySimulated: [] }),
    flag('string', 'iidfile', 'Write the image ID to the file'),
    flag('string', 'isolation', 'Container isolation technology', { onlySimulated: ['default'] }),
    flag('list', 'label', 'Set metadata for an image'),
    flag('bytes', 'memory', 'Memory limit', { short: 'm', onlySimulated: [] }),
    flag('bytes', 'memory-swap', 'Swap limit equal to memory plus swap: -1 to enable unlimited swap', {
      onlySimulated: [],
    }),
    flag('string', 'network', 'Set the networking mode for the RUN instructions during build', { default: 'default' }),
    flag('bool', 'no-cache', 'Do not use cache when building the image'),
    flag('string', 'platform', 'Set platform if server is multi-platform capable', { onlySimulated: ['linux/amd64'] }),
    flag('bool', 'pull', 'Always attempt to pull a newer version of the image'),
    flag('bool', 'quiet', 'Suppress the build output and print image ID on success', { short: 'q' }),
    flag('bool', 'rm', 'Remove intermediate containers after a successful build', { default: 'true' }),
    flag('strings', 'security-opt', 'Security options', { onlySimulated: [] }),
    flag('bytes', 'shm-size', 'Size of "/dev/shm"', { onlySimulated: [] }),
    flag('list', 'tag', 'Name and optionally a tag in the "name:tag" format', { short: 't', check: checkTag }),
    flag('string', 'target', 'Set the target build stage to build.'),
    flag('ulimit', 'ulimit', 'Ulimit options (default [])', { onlySimulated: [] }),
  ],
  *run(client, options) {
    yield* checkBuilder(client);
    const context = yield* buildContext(client, options.args[0] ?? '', options.text('file'));
    const quiet = options.bool('quiet');
    const size = humanSize(encodeUtf8(context.archive).length);
    if (!quiet) yield* client.sys.print(`Sending build context to Docker daemon  ${size}\r\r\n`);
    const query = queryOf(client, options, context.dockerfile);
    const response = yield* client.send('POST', '/build', { query, raw: context.archive });
    const image = yield* showBuild(client, response);
    const file = options.text('iidfile');
    if (file !== '') client.sys.fs.writeFile(client.sys.resolve(file), image);
    return 0;
  },
};

function checkTag(name: string): string {
  const wrong = referenceError(name);
  if (wrong !== undefined) throw new Failure(wrong);
  return name;
}

/** Says that there is no better builder here. */
function* checkBuilder(client: Client): Blocking<void> {
  const wanted = client.sys.env.get('DOCKER_BUILDKIT') ?? '';
  if (/^(1|t|T|TRUE|true|True)$/.test(wanted)) {
    const indent = ' '.repeat(7);
    const what = 'ERROR: BuildKit is enabled but the buildx component is missing or broken.';
    throw new Failure(`${what}\n${indent}${INSTALL}\n${indent}${LINK}`);
  }
  if (wanted === '') {
    yield* client.warn(`${DEPRECATED}\n${INDENT}${INSTALL}\n${INDENT}${LINK}\n`);
    return;
  }
  if (!/^(0|f|F|FALSE|false|False)$/.test(wanted)) {
    const why = `strconv.ParseBool: parsing ${JSON.stringify(wanted)}: invalid syntax`;
    throw new Failure(`DOCKER_BUILDKIT environment variable expects boolean value: ${why}`);
  }
  const disabled = 'BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0';
  yield* client.warn(`${DEPRECATED}\n${INDENT}${disabled}\n${INDENT}environment-variable.\n`);
}

function queryOf(client: Client, options: Options, dockerfile: string): Record<string, string> {
  const pairs = (name: string, fill: (key: string) => string | undefined): Record<string, string> =>
    Object.fromEntries(
      options.list(name).flatMap((text): [string, string][] => {
        const [key = '', ...rest] = text.split('=');
        const value = text.includes('=') ? rest.join('=') : fill(key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  return {
    dockerfile,
    t: options.list('tag').join('\n'),
    buildargs: JSON.stringify(pairs('build-arg', (key) => client.sys.env.get(key))),
    labels: JSON.stringify(pairs('label', () => '')),
    target: options.text('target'),
    networkmode: options.text('network'),
    ...(options.bool('no-cache') && { nocache: '1' }),
    ...(options.bool('quiet') && { q: '1' }),
    ...(!options.bool('rm') && { rm: '0' }),
  };
}

/** One line of the engine's answer. */
interface Message {
  readonly stream?: string;
  readonly aux?: { readonly ID: string };
  readonly errorDetail?: { readonly code?: number; readonly message: string };
}

/** Prints what the builder says, unless it is to be quiet; answers the image that it made. */
export function* showBuild(client: Client, { stream, body = '' }: HttpResponse, quiet = false): Blocking<string> {
  let image = '';
  let text = body;
  for (;;) {
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const message: Message = JSON.parse(line);
      if (message.errorDetail) throw failureOf(message.errorDetail);
      image = message.aux?.ID ?? image;
      if (message.stream && !quiet) yield* client.sys.print(message.stream);
    }
    const chunk = stream ? yield* stream.read() : undefined;
    if (chunk === undefined) return image;
    text += chunk.text;
  }
}

function failureOf({ code = 1, message }: { readonly code?: number; readonly message: string }): Failure {
  return new Failure(message, message.startsWith('hoplab: ') ? 125 : code);
}
