// redis-server: the process that containers of its image run.
// Source: redis-server's signal handling (src/server.c).
// Not modelled: everything they serve. TCP is not simulated yet, so they do not listen; nothing can connect to them.
import type { Program, Signal } from '../../host/sys.ts';

function daemon(name: string, summary: string, endings: readonly Signal[]): Program {
  return {
    name,
    summary: `${summary} (stays, but does not listen: TCP is not simulated yet)`,
    *main(sys, argv) {
      if (argv.includes('-v') || argv.includes('--version')) {
        yield* sys.error(`hoplab: not simulated yet: ${name} ${argv.slice(1).join(' ')}\n`);
        return 125;
      }
      let ended = false;
      const end = () => {
        ended = true;
      };
      for (const signal of endings) sys.onSignal(signal, end);
      while (!ended) yield* sys.wait([]);
      return 0;
    },
  };
}

export const redisServer = daemon('redis-server', 'In-memory data store', ['SIGTERM', 'SIGINT']);
