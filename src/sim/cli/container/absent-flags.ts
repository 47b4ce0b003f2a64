// Flags of `docker run` and `docker create` whose effect is not simulated: --help lists them, using them says so.
// Source: docker/cli v28.5.2 cli/command/container/opts.go addFlags.
// Not modelled: limits of block devices and of real-time scheduling, GPUs, storage options; values that mean the default are accepted.
import { type Flag, flag } from '../flags.ts';

export const absentFlags: readonly Flag[] = [
  flag('uint16', 'blkio-weight', 'Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)', {
    onlySimulated: [],
  }),
  flag('list', 'blkio-weight-device', 'Block IO weight (relative device weight) (default [])', { onlySimulated: [] }),
  flag('int', 'cpu-rt-period', 'Limit CPU real-time period in microseconds', { onlySimulated: [] }),
  flag('int', 'cpu-rt-runtime', 'Limit CPU real-time runtime in microseconds', { onlySimulated: [] }),
  flag('list', 'device-read-bps', 'Limit read rate (bytes per second) from a device (default [])', {
    onlySimulated: [],
  }),
  flag('list', 'device-read-iops', 'Limit read rate (IO per second) from a device (default [])', { onlySimulated: [] }),
  flag('list', 'device-write-bps', 'Limit write rate (bytes per second) to a device (default [])', {
    onlySimulated: [],
  }),
  flag('list', 'device-write-iops', 'Limit write rate (IO per second) to a device (default [])', { onlySimulated: [] }),
  flag('gpu-request', 'gpus', "GPU devices to add to the container ('all' to pass all GPUs)", { onlySimulated: [] }),
  flag('string', 'isolation', 'Container isolation technology', { onlySimulated: ['default'] }),
  flag('bytes', 'kernel-memory', 'Kernel memory limit', { onlySimulated: [] }),
  flag('string', 'platform', 'Set platform if server is multi-platform capable', {
    onlySimulated: ['linux/amd64', 'linux'],
  }),
  flag('string', 'runtime', 'Runtime to use for this container', { onlySimulated: ['runc', 'io.containerd.runc.v2'] }),
  flag('list', 'storage-opt', 'Storage driver options for the container', { onlySimulated: [] }),
  flag('bool', 'use-api-socket', 'Bind mount Docker API socket and required auth', { onlySimulated: [] }),
];
