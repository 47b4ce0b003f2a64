import type { HostSpec, WorldSpec } from '../../sim/scenario/format.ts';

const HOST = { width: 17, height: 13, gap: 5 } as const;
const ROUTER = 5;
const CLOUD = { width: 22, height: 11 } as const;
const BAR = 4;
const ROW = 30;
const MOST_IN_A_ROW = 6;

interface Place {
  readonly x: number;
  readonly y: number;
}

const barY = (at: number): number => 16 + at * ROW;

function roleOf({ name, docker }: HostSpec, inSwarm: boolean): 'manager' | 'worker' | 'plain' | undefined {
  if (docker === false) return 'plain';
  if (!inSwarm) return undefined;
  return name.startsWith('m') ? 'manager' : 'worker';
}

interface WorldPictureProps {
  readonly world: WorldSpec;
  /** Hosts that lead a swarm together, and those that work for it. */
  readonly inSwarm: boolean;
}

/** A world in small: its switches as bars, hosts hanging on them, its router and what lies behind. */
export function WorldPicture({ world, inSwarm }: WorldPictureProps) {
  const rows = world.switches.map(({ name }) => ({
    name,
    hosts: world.hosts.filter(({ nics }) => nics.some(({ cable }) => cable === name)).slice(0, MOST_IN_A_ROW),
  }));
  const left = (i: number): number => 6 + i * (HOST.width + HOST.gap);
  const end = Math.max(...rows.map(({ hosts }) => left(hosts.length))) + 2;
  const routed = new Set(world.routers.flatMap(({ nics }) => nics.map(({ cable }) => cable)));
  const router: Place = {
    x: end + 9,
    y: rows.length === 1 || routed.size === 1 ? barY(0) : (barY(0) + barY(rows.length - 1)) / 2,
  };
  const trunked = world.switches.some(({ cables = [] }) => cables.length > 0);
  const width = router.x + ROUTER + (world.internet ? CLOUD.width + 8 : 2);
  const height = barY(rows.length - 1) + ROW - 6;
  return (
    <svg className="world-picture" viewBox={`0 0 ${width} ${height}`} style={{ width, height }} aria-hidden>
      {rows.map(({ name }, at) =>
        routed.has(name) ? (
          <path key={name} className="picture-wire" d={`M${end} ${barY(at)}L${router.x} ${router.y}`} />
        ) : null,
      )}
      {trunked && <path className="picture-wire" d={`M${end - 3} ${barY(0)}V${barY(rows.length - 1)}`} />}
      {rows.map(({ name, hosts }, at) => (
        <g key={name}>
          <rect className="picture-switch" x={3} y={barY(at) - BAR / 2} width={end - 3} height={BAR} rx={2} />
          {hosts.map((host, i) => (
            <g key={host.name}>
              <path className="picture-wire" d={`M${left(i) + HOST.width / 2} ${barY(at) + 2}v5`} />
              <rect
                className="picture-host"
                data-role={roleOf(host, inSwarm)}
                x={left(i)}
                y={barY(at) + 7}
                width={HOST.width}
                height={HOST.height}
                rx={2.5}
              />
            </g>
          ))}
        </g>
      ))}
      <circle className="picture-router" cx={router.x} cy={router.y} r={ROUTER} />
      {world.internet && (
        <>
          <path className="picture-wire" d={`M${router.x + ROUTER} ${router.y}h6`} />
          <rect
            className="picture-cloud"
            x={router.x + ROUTER + 6}
            y={router.y - CLOUD.height / 2}
            width={CLOUD.width}
            height={CLOUD.height}
            rx={CLOUD.height / 2}
          />
        </>
      )}
    </svg>
  );
}
