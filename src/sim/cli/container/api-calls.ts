// Requests that several container commands send: the JSON of one, waiting for its end, its streams.
// Source: docker/cli cli/command/container/utils.go waitExitOrRemoved; moby client/hijack.go.
// Not modelled: nothing.
import type { ContainerInspect, ContainerWaitResponse } from '../../engine/api/types.ts';
import type { HttpStream } from '../../host/http.ts';
import type { Blocking } from '../../host/sys.ts';
import { type Client, type Request, segment } from '../client.ts';
import { ApiFailure, Failure } from '../failure.ts';
import type { Inspected } from '../formatter/inspect.ts';

export function containerPath(name: string, action = ''): string {
  return `/containers/${segment('container', name)}${action && `/${action}`}`;
}

export function inspectContainer(client: Client, name: string): Blocking<ContainerInspect> {
  return client.get<ContainerInspect>(containerPath(name, 'json'));
}

/** A container's JSON by name or id, for templates. */
export function* inspectedContainer(client: Client, name: string, sized = false): Blocking<Inspected> {
  const query: Record<string, string> = sized ? { size: '1' } : {};
  return { json: yield* client.text(containerPath(name, 'json'), query), type: 'container.InspectResponse' };
}

/** Waits for a container's end: its exit status. */
export function* waitForExit(client: Client, name: string, condition: string): Blocking<ContainerWaitResponse> {
  const query: Record<string, string> = condition === '' ? {} : { condition };
  const response = yield* client.send('POST', containerPath(name, 'wait'), { query });
  let text = response.body ?? '';
  if (response.stream) {
    for (;;) {
      const chunk = yield* response.stream.read();
      if (chunk === undefined) break;
      text += chunk.text;
    }
  }
  const answer: ContainerWaitResponse = JSON.parse(text);
  return answer;
}

/** The engine's hijacked connection of attach and exec. */
export function* hijack(client: Client, path: string, request: Request): Blocking<HttpStream> {
  try {
    const { stream, status } = yield* client.send('POST', path, request);
    if (stream) return stream;
    throw new Failure(`unable to upgrade to tcp, received ${status}`);
  } catch (error) {
    throw error instanceof ApiFailure ? new Failure(`unable to upgrade to tcp, received ${error.httpStatus}`) : error;
  }
}
