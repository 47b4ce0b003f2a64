// Lifeguard's local health: a member that misses answers takes itself for slow before it takes others for dead.
// Source: hashicorp/memberlist v0.4.0 awareness.go.
// Not modelled: metrics.
import { AWARENESS_MAX_MULTIPLIER } from './config.ts';

export class Awareness {
  /** 0 is healthy. */
  score = 0;

  apply(delta: number): void {
    this.score = Math.min(Math.max(this.score + delta, 0), AWARENESS_MAX_MULTIPLIER - 1);
  }

  scale(time: number): number {
    return time * (this.score + 1);
  }
}
