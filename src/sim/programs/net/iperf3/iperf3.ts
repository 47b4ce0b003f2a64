// iperf3: how many bits a second a path carries.
// Source: iperf 3.12, iperf3(1).
// Not modelled: see arguments.ts for the options that say so.
import type { Program } from '../../../host/sys.ts';
import { hostCompletions } from '../ping/ping.ts';
import { runTool } from '../tool.ts';
import { parseIperf3 } from './arguments.ts';
import { runClient } from './client.ts';
import { runServer } from './server.ts';

export const iperf3: Program = {
  name: 'iperf3',
  summary: 'measure how much a path carries',
  *main(sys, argv) {
    return yield* runTool(
      sys,
      (function* () {
        const request = parseIperf3(argv.slice(1));
        return yield* request.server ? runServer(sys, request) : runClient(sys, request);
      })(),
    );
  },
  complete: (sys) => hostCompletions(sys),
};
