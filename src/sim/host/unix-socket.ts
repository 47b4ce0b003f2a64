// One HTTP exchange over a unix socket.
// Source: unix(7); net/http's server, which runs every request in a goroutine of its own.
// Not modelled: bytes on the socket, a backlog that is full.
import { type Blocking, WaitQueue } from '../des/task.ts';
import type { HttpRequest, HttpResponse, HttpService } from './http.ts';
import type { Machine } from './machine.ts';

/**
 * Asks `service` and waits for the response's head. The server answers in a task of its own: a client that dies while it
 * waits does not stop the work, and an open stream that nobody waits for any more is hung up.
 */
export function* exchange(machine: Machine, service: HttpService, request: HttpRequest): Blocking<HttpResponse> {
  const call: Call = { answered: new WaitQueue(), response: undefined, abandoned: false };
  machine.startTask(answer(call, service, request));
  try {
    while (call.response === undefined) yield { on: [call.answered] };
    const { response } = call;
    call.response = undefined;
    return response;
  } finally {
    call.abandoned = true;
    call.response?.stream?.close();
  }
}

interface Call {
  readonly answered: WaitQueue;
  response: HttpResponse | undefined;
  abandoned: boolean;
}

function* answer(call: Call, service: HttpService, request: HttpRequest): Blocking<void> {
  const response = yield* service.serve(request);
  if (call.abandoned) response.stream?.close();
  else call.response = response;
  call.answered.wake();
}
