// Every route of the Engine API that is here.
// Source: moby api/server/router/*; the order within a family matters where patterns overlap.
// Not modelled: checkpoints: unknown routes answer `page not found`.
import type { Route } from './route.ts';
import { buildRoutes } from './routes/build.ts';
import { containerRoutes } from './routes/containers.ts';
import { distributionRoutes } from './routes/distribution.ts';
import { eventRoutes } from './routes/events.ts';
import { execRoutes } from './routes/exec.ts';
import { imageArchiveRoutes } from './routes/image-archives.ts';
import { imageRoutes } from './routes/images.ts';
import { networkRoutes } from './routes/networks.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { pluginRoutes } from './routes/plugins.ts';
import { serviceRoutes } from './routes/services.ts';
import { swarmRoutes } from './routes/swarm.ts';
import { swarmFileRoutes } from './routes/swarm-files.ts';
import { systemRoutes } from './routes/system.ts';
import { taskLogRoutes } from './routes/task-logs.ts';
import { volumeRoutes } from './routes/volumes.ts';

export const routes: readonly Route[] = [
  ...systemRoutes,
  ...eventRoutes,
  ...imageArchiveRoutes,
  ...buildRoutes,
  ...pluginRoutes,
  ...containerRoutes,
  ...execRoutes,
  ...imageRoutes,
  ...distributionRoutes,
  ...networkRoutes,
  ...swarmRoutes,
  ...nodeRoutes,
  ...serviceRoutes,
  ...taskLogRoutes,
  ...swarmFileRoutes,
  ...volumeRoutes,
];
