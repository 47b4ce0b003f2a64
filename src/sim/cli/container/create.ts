// docker create, and the creating half of docker run.
// Source: docker/cli cli/command/container/create.go.
// Not modelled: content trust, --use-api-socket, other platforms.
import { parseAddress } from '../../base/cidr.ts';
import type { ContainerCreateRequest, ContainerCreateResponse } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { pullImage, referenceError, withDefaultTag } from '../image/reference.ts';
import { containerFlags } from './flags.ts';
import { createRequest } from './request.ts';

export const create: Leaf = {
  kind: 'leaf',
  name: 'create',
  synopsis: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a new container',
  aliasText: 'docker container create, docker create',
  args: atLeast(1),
  names: ['image'],
  interspersed: false,
  flags: [
    ...containerFlags,
    flag('bool', 'help', 'Print usage'),
    flag('string', 'name', 'Assign a name to the container'),
    flag('string', 'pull', 'Pull image before creating ("always", "|missing", "never")', { default: 'missing' }),
    flag('bool', 'quiet', 'Suppress the pull output', { short: 'q' }),
  ],
  *run(client, options) {
    const request = parseRequest(client, options, 'create');
    yield* client.print(yield* createContainer(client, options, request));
    return 0;
  },
};

/** The request of a command line; what is wrong with it points at --help. */
export function parseRequest(client: Client, options: Options, command: string): ContainerCreateRequest {
  try {
    const pull = options.text('pull');
    if (!['always', 'missing', 'never', ''].includes(pull)) {
      throw new Failure(`invalid pull option: '${pull}': must be one of "always", "missing" or "never"`);
    }
    return createRequest(client.sys, options);
  } catch (error) {
    throw error instanceof Failure ? withHelp(error, command, 125) : error;
  }
}

/** `docker: …` and where to read more. Messages about this simulator's own limits stay as they are. */
export function withHelp(error: Failure, command: string, status: number): Failure {
  if (error.message.startsWith('hoplab: ')) return error;
  return new Failure(`docker: ${error.message}\n\nRun 'docker ${command} --help' for more information`, status);
}

/** Creates the container, pulling its image first where it must: the container's id. */
export function* createContainer(client: Client, options: Options, request: ContainerCreateRequest): Blocking<string> {
  const cidFile = options.text('cidfile');
  if (cidFile !== '' && client.sys.fs.stat(client.sys.resolve(cidFile))) {
    const advice = `make sure the other container isn't running or delete ${cidFile}`;
    throw new Failure(`container ID file found, ${advice}`);
  }
  const image = request.Image;
  const wrong = referenceError(image);
  if (wrong !== undefined) throw new Failure(wrong);
  if (options.text('pull') === 'always') yield* pullImage(client, image, options.bool('quiet'));
  const created = yield* post(client, options, request);
  for (const warning of [...(created.Warnings ?? []), ...loopbackWarning(request)]) {
    yield* client.warn(`WARNING: ${warning}`);
  }
  if (cidFile !== '') client.sys.fs.writeFile(client.sys.resolve(cidFile), created.Id);
  return created.Id;
}

function* post(client: Client, options: Options, body: ContainerCreateRequest): Blocking<ContainerCreateResponse> {
  const query: Record<string, string> = options.changed('name') ? { name: options.text('name') } : {};
  const send = () => client.post<ContainerCreateResponse>('/containers/create', { query, body });
  try {
    return yield* send();
  } catch (error) {
    const missing = error instanceof ApiFailure && error.notFound && options.text('pull') === 'missing';
    if (!missing) throw error;
  }
  const quiet = options.bool('quiet');
  if (!quiet) yield* client.warn(`Unable to find image '${withDefaultTag(body.Image)}' locally`);
  yield* pullImage(client, body.Image, quiet);
  return yield* send();
}

function loopbackWarning(request: ContainerCreateRequest): string[] {
  const loopback = request.HostConfig?.Dns?.find(
    (ip) => /^127\./.test(ip) || (parseAddress(ip)?.value === 1n && ip.includes(':')),
  );
  return loopback === undefined ? [] : [`Localhost DNS (${loopback}) may fail in containers.`];
}
