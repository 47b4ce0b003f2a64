// What a container's processes may do: Docker's default set, changed by --cap-add, --cap-drop and --privileged.
// Source: moby oci/caps/{defaults,utils}.go, daemon/daemon_unix.go (validateCapabilities).
// Not modelled: seccomp and AppArmor, which forbid more; capabilities that the host's kernel does not know.
import { allCapabilities, type Capability, fullCapabilities } from '../../host/capabilities.ts';
import type { Confinement } from '../../host/machine.ts';
import { invalid } from '../api/errors.ts';
import type { HostConfig } from '../api/types.ts';

/** oci/caps/defaults.go DefaultCapabilities */
const defaultCapabilities: readonly Capability[] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
];

type Asked = Pick<HostConfig, 'CapAdd' | 'CapDrop' | 'Privileged' | 'UTSMode' | 'IpcMode' | 'CgroupnsMode'>;

/** Throws for a capability that there is not. */
export function checkCapabilities({ CapAdd, CapDrop }: Pick<HostConfig, 'CapAdd' | 'CapDrop'>): void {
  for (const [member, names] of [
    ['CapAdd', CapAdd],
    ['CapDrop', CapDrop],
  ] as const) {
    for (const name of names ?? []) {
      const known = canonical(name);
      if (known !== 'ALL' && !allCapabilities.some((each) => each === known))
        throw invalid(`invalid ${member}: unknown capability: "CAP_${known}"`);
    }
  }
}

/** What a container's enclosure withholds from its processes. */
export function confinementOf(asked: Asked): Confinement {
  return {
    capabilities: capabilitiesOf(asked),
    readOnlySys: !asked.Privileged,
    hostNamespaces: hostNamespacesOf(asked),
  };
}

function hostNamespacesOf({ UTSMode, IpcMode, CgroupnsMode }: Asked): ('uts' | 'ipc' | 'cgroup')[] {
  const modes = [
    ['uts', UTSMode],
    ['ipc', IpcMode],
    ['cgroup', CgroupnsMode],
  ] as const;
  return modes.flatMap(([kind, mode]) => (mode === 'host' ? [kind] : []));
}

/** TweakCapabilities */
function capabilitiesOf({ CapAdd, CapDrop, Privileged }: Asked): ReadonlySet<Capability> {
  if (Privileged) return fullCapabilities;
  const added = new Set((CapAdd ?? []).map(canonical));
  const dropped = new Set((CapDrop ?? []).map(canonical));
  const kept = (capability: Capability): boolean => {
    if (added.has('ALL')) return !dropped.has(capability);
    if (added.has(capability)) return true;
    return !dropped.has('ALL') && !dropped.has(capability) && defaultCapabilities.includes(capability);
  };
  return new Set(allCapabilities.filter(kept));
}

/** `cap_net_admin` is NET_ADMIN. */
function canonical(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}
