// Restart policies: which there are, and what a request may ask of them.
// Source: moby api/types/container/hostconfig.go ValidateRestartPolicy.
// Not modelled: nothing known.
import { invalid } from '../api/errors.ts';
import type { HostConfig } from '../api/types.ts';

interface Asked {
  readonly Name: string;
  readonly MaximumRetryCount: number;
}

/** The policy of a request; throws for one that there is not. */
export function restartPolicyOf(asked: Asked | null | undefined, autoRemove: boolean): HostConfig['RestartPolicy'] {
  const { Name = '', MaximumRetryCount = 0 } = asked ?? {};
  const bad = (why: string) => invalid(`invalid restart policy: ${why}`);
  switch (Name) {
    case 'always':
    case 'unless-stopped':
    case 'no':
    case '':
      if (MaximumRetryCount !== 0) {
        const hint = MaximumRetryCount < 0 ? ' and cannot be negative' : '';
        throw bad(`maximum retry count can only be used with 'on-failure'${hint}`);
      }
      break;
    case 'on-failure':
      if (MaximumRetryCount < 0) throw bad('maximum retry count cannot be negative');
      break;
    default:
      throw bad(`unknown policy '${Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
  }
  if (autoRemove && Name !== '' && Name !== 'no') {
    throw invalid("can't create 'AutoRemove' container with restart policy");
  }
  return { Name: Name === '' ? 'no' : Name, MaximumRetryCount };
}
