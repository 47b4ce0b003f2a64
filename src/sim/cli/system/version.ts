// docker version
// Source: docker/cli cli/command/system/version.go.
// Not modelled: nothing.

import { parseIso, strftime } from '../../base/time.ts';
import { API_VERSION } from '../../engine/api/types.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { BAD_TEMPLATE, executed, parsed } from '../formatter/format.ts';
import { inspectFormatFlag } from '../formatter/inspect.ts';
import { alignTabs } from '../formatter/tabwriter.ts';
import { typedValue } from '../formatter/typed.ts';
import { CLIENT_BUILD, CLIENT_BUILT, CLIENT_GO_VERSION, CLIENT_PLATFORM, CLIENT_VERSION } from '../version.ts';

/** GET /version */
interface VersionResponse {
  readonly Platform?: { readonly Name: string };
  readonly Components?: readonly {
    readonly Name: string;
    readonly Version: string;
    readonly Details?: Readonly<Record<string, string>>;
  }[];
}

export const version: Leaf = {
  kind: 'leaf',
  name: 'version',
  synopsis: '[OPTIONS]',
  short: 'Show the Docker version information',
  args: exactly(0),
  flags: [inspectFormatFlag],
  *run(client, options) {
    const format = options.text('format');
    const template =
      format === '' ? undefined : parsed(format === 'json' ? '{{json .}}' : format, undefined, BAD_TEMPLATE);
    let server: VersionResponse | null = null;
    let failure: Failure | undefined;
    try {
      server = yield* client.get<VersionResponse>('/version');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
    }
    const [os, arch] = CLIENT_PLATFORM.split('/');
    const info = {
      Client: {
        Version: CLIENT_VERSION,
        ApiVersion: API_VERSION,
        DefaultAPIVersion: API_VERSION,
        GitCommit: CLIENT_BUILD,
        GoVersion: CLIENT_GO_VERSION,
        Os: os,
        Arch: arch,
        BuildTime: CLIENT_BUILT,
        Context: 'default',
      },
      Server: server,
    };
    const text = template ? executed(template, typedValue(info, 'system.versionInfo')) : pretty(server);
    yield* client.sys.print(`${alignTabs(`${text}\n`, 20, 1)}`);
    if (failure) throw failure;
    return 0;
  },
};

function pretty(server: VersionResponse | null): string {
  const lines = [
    'Client:',
    ` Version:\t${CLIENT_VERSION}`,
    ` API version:\t${API_VERSION}`,
    ` Go version:\t${CLIENT_GO_VERSION}`,
    ` Git commit:\t${CLIENT_BUILD}`,
    ` Built:\t${CLIENT_BUILT}`,
    ` OS/Arch:\t${CLIENT_PLATFORM}`,
    ' Context:\tdefault',
  ];
  if (!server) return lines.join('\n');
  lines.push('', server.Platform?.Name ? `Server: ${server.Platform.Name}` : 'Server:');
  for (const { Name, Version, Details: details = {} } of server.Components ?? []) {
    lines.push(` ${Name}:`, `  Version:\t${Version}`);
    if (Name === 'Engine') lines.push(...engineLines(details));
    else for (const key of Object.keys(details).sort()) lines.push(`  ${key}:\t${details[key]}`);
  }
  return lines.join('\n');
}

function engineLines(details: Readonly<Record<string, string>>): string[] {
  const of = (key: string) => details[key] ?? '';
  const built = parseIso(of('BuildTime'));
  return [
    `  API version:\t${of('ApiVersion')} (minimum version ${of('MinAPIVersion')})`,
    `  Go version:\t${of('GoVersion')}`,
    `  Git commit:\t${of('GitCommit')}`,
    `  Built:\t${built === undefined ? of('BuildTime') : strftime('%a %b %e %H:%M:%S %Y', built)}`,
    `  OS/Arch:\t${of('Os')}/${of('Arch')}`,
    `  Experimental:\t${of('Experimental')}`,
  ];
}
