// A host's kernel between its cards and its bridges: the netfilter hooks on a packet's way, and the tables that it asks.
import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { CloseUp, HookView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { useHooks, usePort, useTables, useTunnel } from '../close-ups.ts';
import type { KernelNodeType } from '../flow.ts';

/** Through the host; then to and from the host itself. */
const through = ['PREROUTING', 'FORWARD', 'POSTROUTING'] as const;
const own = ['INPUT', 'OUTPUT'] as const;

export const KernelNode = memo(function KernelNode({ data }: NodeProps<KernelNodeType>) {
  const { host, netns } = data.box;
  const tables = useTables(host, netns);
  const hooks = new Map(useHooks(host)?.map((hook) => [hook.name, hook]));
  return (
    <div className="kernel-box">
      <div className="kernel-hooks">
        <span className="hook-row hook-through">
          {through.map((name) => (
            <HookChip key={name} name={name} hook={hooks.get(name)} />
          ))}
        </span>
        <span className="hook-row hook-own">
          {own.map((name) => (
            <HookChip key={name} name={name} hook={hooks.get(name)} />
          ))}
        </span>
      </div>
      {tables && <KernelTables tables={tables} />}
    </div>
  );
});

/** A hook: how many rules are at it, and a light when a packet comes by. */
const HookChip = memo(function HookChip({
  name,
  hook,
}: {
  readonly name: HookView['name'];
  readonly hook: HookView | undefined;
}) {
  const { rules, packets } = hook ?? { rules: 0, packets: 0 };
  return (
    <span className="hook" data-hook={name} title={t('canvas.hook', { hook: name, packets, rules })}>
      {packets > 0 && <i key={packets} className="hook-light" />}
      <b>{name}</b>
      <small>{hook === undefined ? '' : rules}</small>
    </span>
  );
});

type Tables = CloseUp['namespaces'][number];

/** The host's tables, line by line as the tools print them. Text that scrolls is for the pointer; the inspector has it for everybody. */
function KernelTables({ tables }: { readonly tables: Tables }) {
  return (
    <div className="kernel-tables">
      <LineTable title={t('canvas.kernel.routes')} lines={tables.routes} />
      <LineTable title={t('canvas.kernel.neighbours')} lines={tables.neighbours} />
    </div>
  );
}

/** Without what goes without saying. */
const brief = (line: string): string => line.replace(/ proto kernel scope link| lladdr/g, '');

function LineTable({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <section className="line-table nowheel">
      <h4>{title}</h4>
      {lines.length === 0 ? (
        <p>{t('canvas.kernel.none')}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line} title={line}>
              {brief(line)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What a container's own namespace knows, for its box. */
export function NamespaceLines({ host, netns }: { readonly host: string; readonly netns: number | undefined }) {
  const tables = useTables(host, netns);
  if (!tables) return null;
  const services = tables.services.flatMap(({ name, backends }) => [name, ...backends.map((one) => `→ ${one}`)]);
  return (
    <ul className="namespace-lines nowheel">
      {[...services, ...tables.routes, ...tables.neighbours].map((line) => (
        <li key={line} title={line}>
          {brief(line)}
        </li>
      ))}
    </ul>
  );
}

/** What a bridge says of a port, or a tunnel of itself. */
export function PortLine({ host, uid }: { readonly host: string; readonly uid: number }) {
  const port = usePort(host, uid);
  const tunnel = useTunnel(host, uid);
  if (tunnel) {
    const { vni, remotes } = tunnel;
    return <span className="port-line">{t('canvas.port.tunnel', { vni, count: remotes.length })}</span>;
  }
  if (!port) return null;
  return <span className="port-line">{t('canvas.port.macs', { state: port.state, count: port.macs })}</span>;
}
