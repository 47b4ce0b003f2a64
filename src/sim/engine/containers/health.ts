// Health of a container: how it is checked, and what is known of it.
// Source: moby v28.5.2 container/health.go, daemon/container.go validateHealthCheck, api/types/container/health.go.
// Not modelled: nothing known.
import { invalid } from '../api/errors.ts';
import type { HealthcheckBody } from '../api/schemas.ts';
import type { HealthConfig } from '../api/types.ts';
import { type Moment, timestamp } from '../clock.ts';
import type { Container } from './container.ts';

/** api/types/container/healthcheck.go MinimumDuration, nanoseconds. */
const MINIMUM_DURATION = 1_000_000;

export type HealthStatus = 'starting' | 'healthy' | 'unhealthy';

/** What one run of the check found. */
export interface ProbeResult {
  readonly start: Moment;
  readonly end: Moment;
  readonly exitCode: number;
  readonly output: string;
}

/** What is known of one container's health. */
export class Health {
  status: HealthStatus = 'starting';
  failingStreak = 0;
  log: ProbeResult[] = [];
  /** Which monitor is at work: one that finds another number here ends. */
  monitor = 0;

  /** As inspect shows it. */
  describe(): Record<string, unknown> {
    const Log = this.log.map(({ start, end, exitCode, output }) => ({
      Start: timestamp(start),
      End: timestamp(end),
      ExitCode: exitCode,
      Output: output,
    }));
    return { Status: this.status, FailingStreak: this.failingStreak, Log };
  }
}

/** A request's check as it is kept: members that are zero are left out. Source: daemon/container.go validateHealthCheck. */
export function healthConfig(body: HealthcheckBody | null | undefined): HealthConfig | undefined {
  if (!body) return undefined;
  const spans = ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const;
  for (const name of spans) {
    if (body[name] !== 0 && body[name] < MINIMUM_DURATION) {
      throw invalid(`${name} in Healthcheck cannot be less than 1ms`);
    }
  }
  if (body.Retries < 0) throw invalid('Retries in Healthcheck cannot be negative');
  return {
    ...(body.Test && { Test: body.Test }),
    ...(body.Interval > 0 && { Interval: body.Interval }),
    ...(body.Timeout > 0 && { Timeout: body.Timeout }),
    ...(body.StartPeriod > 0 && { StartPeriod: body.StartPeriod }),
    ...(body.StartInterval > 0 && { StartInterval: body.StartInterval }),
    ...(body.Retries > 0 && { Retries: body.Retries }),
  };
}

/** Ends probing; what nobody looks at is not healthy. */
export function stopMonitor(container: Container): void {
  if (container.health === undefined) return;
  container.health.monitor++;
  container.health.status = 'unhealthy';
}
