// What the two ends of an iperf3 test tell each other: what is to be tested, and what was counted.
// Source: iperf 3.12 iperf_api.c (send_parameters, get_parameters, send_results, get_results).
// Not modelled: fields about processors, congestion control and versions of the other end.
import type { Iperf3Request } from './arguments.ts';
import type { StreamResult } from './session.ts';

/** What a client asks a server for. */
export interface TestParameters {
  readonly udp: boolean;
  readonly seconds: number;
  readonly bytes: number | undefined;
  readonly streams: number;
  readonly reverse: boolean;
  readonly block: number;
  readonly rate: number;
}

export function parametersOf(request: Iperf3Request, block: number): Record<string, unknown> {
  return {
    ...(request.udp ? { udp: true } : { tcp: true }),
    omit: 0,
    time: request.bytes === undefined ? request.seconds : 0,
    num: request.bytes ?? 0,
    blockcount: 0,
    parallel: request.streams,
    ...(request.reverse ? { reverse: true } : {}),
    len: block,
    bandwidth: request.rate,
    client_version: '3.12',
  };
}

export function readParameters(json: unknown): TestParameters | undefined {
  const number = reader(json);
  if (number === undefined) return undefined;
  const bytes = number('num');
  return {
    udp: flag(json, 'udp'),
    reverse: flag(json, 'reverse'),
    seconds: number('time'),
    bytes: bytes > 0 ? bytes : undefined,
    streams: Math.max(1, Math.min(128, number('parallel'))),
    block: Math.max(1, number('len')),
    rate: number('bandwidth'),
  };
}

export function resultsOf(results: readonly StreamResult[]): Record<string, unknown> {
  return {
    cpu_util_total: 0,
    cpu_util_user: 0,
    cpu_util_system: 0,
    sender_has_retransmits: 1,
    streams: results.map(({ bytes, retransmits, jitter, lost, datagrams, seconds }, at) => ({
      // iperf3 leaves number 2 out: 1, 3, 4 …
      id: at === 0 ? 1 : at + 2,
      bytes,
      retransmits,
      jitter: jitter / 1000,
      errors: lost,
      packets: datagrams,
      start_time: 0,
      end_time: seconds,
    })),
  };
}

export function readResults(json: unknown): StreamResult[] {
  const streams = typeof json === 'object' && json !== null && 'streams' in json ? json.streams : undefined;
  if (!Array.isArray(streams)) return [];
  return streams.map((one: unknown) => {
    const number = reader(one) ?? (() => 0);
    return {
      bytes: number('bytes'),
      retransmits: number('retransmits'),
      window: undefined,
      jitter: number('jitter') * 1000,
      lost: number('errors'),
      datagrams: number('packets'),
      seconds: number('end_time'),
    };
  });
}

function reader(json: unknown): ((key: string) => number) | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(json));
  return (key) => {
    const value = fields.get(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
  };
}

const flag = (json: unknown, key: string): boolean =>
  typeof json === 'object' && json !== null && new Map<string, unknown>(Object.entries(json)).get(key) === true;
