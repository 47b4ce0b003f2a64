// traefik: a reverse proxy that follows the labels of containers and services.
// Source: doc.traefik.io/traefik/v3.
// Not modelled: anything of it yet, which it says.
import type { Program } from '../../../host/sys.ts';
export const traefik: Program = {
  name: 'traefik',
  summary: 'reverse proxy that configures itself',
  *main(sys) {
    yield* sys.error('hoplab: not simulated yet: traefik\n');
    return 125;
  },
};
