// Flags of `docker run` and `docker create` whose effect is not simulated: --help lists them, using them says so.
// Source: docker/cli v28.5.2 cli/command/container/opts.go addFlags.
// Not modelled: resources, devices, storage, security, health; values that mean the default are accepted.
import { type Flag, flag } from '../flags.ts';

export const absentFlags: readonly Flag[] = [
  flag('map', 'annotation', 'Add an annotation to the container (passed through to the OCI runtime)', {
    onlySimulated: [],
  }),
  flag('uint16', 'blkio-weight', 'Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)', {
    onlySimulated: [],
  }),
  flag('list', 'blkio-weight-device', 'Block IO weight (relative device weight) (default [])', { onlySimulated: [] }),
  flag('string', 'cgroup-parent', 'Optional parent cgroup for the container', { onlySimulated: [] }),
  flag(
    'string',
    'cgroupns',
    `Cgroup namespace to use (host|private)
'host':    Run the container in the Docker host's cgroup namespace
'private': Run the container in its own private cgroup namespace
'':        Use the cgroup namespace as configured by the
           default-cgroupns-mode option on the daemon (default)`,
    { onlySimulated: ['private'] },
  ),
  flag('int', 'cpu-period', 'Limit CPU CFS (Completely Fair Scheduler) period', { onlySimulated: [] }),
  flag('int', 'cpu-quota', 'Limit CPU CFS (Completely Fair Scheduler) quota', { onlySimulated: [] }),
  flag('int', 'cpu-rt-period', 'Limit CPU real-time period in microseconds', { onlySimulated: [] }),
  flag('int', 'cpu-rt-runtime', 'Limit CPU real-time runtime in microseconds', { onlySimulated: [] }),
  flag('int', 'cpu-shares', 'CPU shares (relative weight)', { short: 'c', onlySimulated: [] }),
  flag('decimal', 'cpus', 'Number of CPUs', { onlySimulated: [] }),
  flag('string', 'cpuset-cpus', 'CPUs in which to allow execution (0-3, 0,1)', { onlySimulated: [] }),
  flag('string', 'cpuset-mems', 'MEMs in which to allow execution (0-3, 0,1)', { onlySimulated: [] }),
  flag('list', 'device', 'Add a host device to the container', { onlySimulated: [] }),
  flag('list', 'device-cgroup-rule', 'Add a rule to the cgroup allowed devices list', { onlySimulated: [] }),
  flag('list', 'device-read-bps', 'Limit read rate (bytes per second) from a device (default [])', {
    onlySimulated: [],
  }),
  flag('list', 'device-read-iops', 'Limit read rate (IO per second) from a device (default [])', { onlySimulated: [] }),
  flag('list', 'device-write-bps', 'Limit write rate (bytes per second) to a device (default [])', {
    onlySimulated: [],
  }),
  flag('list', 'device-write-iops', 'Limit write rate (IO per second) to a device (default [])', { onlySimulated: [] }),
  flag('gpu-request', 'gpus', "GPU devices to add to the container ('all' to pass all GPUs)", { onlySimulated: [] }),
  flag('list', 'group-add', 'Add additional groups to join', { onlySimulated: [] }),
  flag('string', 'health-cmd', 'Command to run to check health', { onlySimulated: [] }),
  flag('duration', 'health-interval', 'Time between running the check (ms|s|m|h) (default 0s)', { onlySimulated: [] }),
  flag('int', 'health-retries', 'Consecutive failures needed to report unhealthy', { onlySimulated: [] }),
  flag(
    'duration',
    'health-start-interval',
    'Time between running the check during the start period (ms|s|m|h) (default 0s)',
    { onlySimulated: [] },
  ),
  flag(
    'duration',
    'health-start-period',
    'Start period for the container to initialize before starting health-retries countdown (ms|s|m|h) (default 0s)',
    { onlySimulated: [] },
  ),
  flag('duration', 'health-timeout', 'Maximum time to allow one check to run (ms|s|m|h) (default 0s)', {
    onlySimulated: [],
  }),
  flag('bool', 'init', 'Run an init inside the container that forwards signals and reaps processes', {
    onlySimulated: [],
  }),
  flag('string', 'ipc', 'IPC mode to use', { onlySimulated: ['private'] }),
  flag('string', 'isolation', 'Container isolation technology', { onlySimulated: ['default'] }),
  flag('bytes', 'kernel-memory', 'Kernel memory limit', { onlySimulated: [] }),
  flag('string', 'log-driver', 'Logging driver for the container', { onlySimulated: ['json-file'] }),
  flag('list', 'log-opt', 'Log driver options', { onlySimulated: [] }),
  flag('bytes', 'memory', 'Memory limit', { short: 'm', onlySimulated: [] }),
  flag('bytes', 'memory-reservation', 'Memory soft limit', { onlySimulated: [] }),
  flag('bytes', 'memory-swap', "Swap limit equal to memory plus swap: '-1' to enable unlimited swap", {
    onlySimulated: [],
  }),
  flag('int', 'memory-swappiness', 'Tune container memory swappiness (0 to 100)', { default: '-1', onlySimulated: [] }),
  flag('mount', 'mount', 'Attach a filesystem mount to the container', { onlySimulated: [] }),
  flag('bool', 'no-healthcheck', 'Disable any container-specified HEALTHCHECK', { onlySimulated: [] }),
  flag('bool', 'oom-kill-disable', 'Disable OOM Killer', { onlySimulated: [] }),
  flag('int', 'oom-score-adj', "Tune host's OOM preferences (-1000 to 1000)", { onlySimulated: [] }),
  flag('string', 'pid', 'PID namespace to use', { onlySimulated: [] }),
  flag('int', 'pids-limit', 'Tune container pids limit (set -1 for unlimited)', { onlySimulated: [] }),
  flag('string', 'platform', 'Set platform if server is multi-platform capable', {
    onlySimulated: ['linux/amd64', 'linux'],
  }),
  flag('bool', 'read-only', "Mount the container's root filesystem as read only", { onlySimulated: [] }),
  flag('string', 'runtime', 'Runtime to use for this container', { onlySimulated: ['runc', 'io.containerd.runc.v2'] }),
  flag('list', 'security-opt', 'Security Options', { onlySimulated: [] }),
  flag('bytes', 'shm-size', 'Size of /dev/shm', { onlySimulated: [] }),
  flag('list', 'storage-opt', 'Storage driver options for the container', { onlySimulated: [] }),
  flag('list', 'tmpfs', 'Mount a tmpfs directory', { onlySimulated: [] }),
  flag('ulimit', 'ulimit', 'Ulimit options (default [])', { onlySimulated: [] }),
  flag('bool', 'use-api-socket', 'Bind mount Docker API socket and required auth', { onlySimulated: [] }),
  flag('string', 'user', 'Username or UID (format: <name|uid>[:<group|gid>])', {
    short: 'u',
    onlySimulated: ['root', '0', '0:0', 'root:root'],
  }),
  flag('string', 'userns', 'User namespace to use', { onlySimulated: [] }),
  flag('string', 'uts', 'UTS namespace to use', { onlySimulated: [] }),
  flag('list', 'volume', 'Bind mount a volume', { short: 'v', onlySimulated: [] }),
  flag('string', 'volume-driver', 'Optional volume driver for the container', { onlySimulated: [] }),
  flag('list', 'volumes-from', 'Mount volumes from the specified container(s)', { onlySimulated: [] }),
];
