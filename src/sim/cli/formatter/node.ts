// One node of a swarm: a line of `docker node ls`, the text of `docker node inspect --pretty`.
// Source: docker/cli cli/command/node/formatter.go.
// Not modelled: nothing.
import type { NodeResource } from '../../engine/api/swarm-types.ts';
import type { ElementView, ListKind } from './format.ts';
import { goTime } from './network.ts';
import { prettyPrint } from './pretty.ts';
import { bytesSize } from './units.ts';

const NANO = 1e9;

export const nodeList: ListKind = {
  type: '*node.nodeContext',
  headers: {
    ID: 'ID',
    Self: '',
    Hostname: 'HOSTNAME',
    Status: 'STATUS',
    Availability: 'AVAILABILITY',
    ManagerStatus: 'MANAGER STATUS',
    EngineVersion: 'ENGINE VERSION',
    TLSStatus: 'TLS STATUS',
  },
};

const TABLE =
  'table {{.ID}} {{if .Self}}*{{else}} {{ end }}\\t{{.Hostname}}\\t{{.Status}}\\t{{.Availability}}\\t{{.ManagerStatus}}\\t{{.EngineVersion}}';
const RAW = [
  'node_id: {{.ID}}',
  'hostname: {{.Hostname}}',
  'status: {{.Status}}',
  'availability: {{.Availability}}',
  'manager_status: {{.ManagerStatus}}',
  '',
].join('\\n');

/** The real format behind the words that --format takes. */
export function nodeFormat(format: string, quiet: boolean): string {
  switch (format) {
    case '':
    case 'table':
      return quiet ? '{{.ID}}' : TABLE;
    case 'raw':
      return quiet ? 'node_id: {{.ID}}' : RAW;
    default:
      return format;
  }
}

/** `self` is the id of the node that is asked; `root` the cluster's root certificate. */
export function nodeView(node: NodeResource, self: string, root: string): ElementView {
  const { ManagerStatus: manager, Description: description } = node;
  const reachability = manager?.Leader ? 'Leader' : prettyPrint(manager?.Reachability ?? '');
  const trusts = description.TLSInfo.TrustRoot;
  return {
    fields: {
      ID: node.ID,
      Self: node.ID === self,
      Hostname: description.Hostname,
      Status: prettyPrint(node.Status.State),
      Availability: prettyPrint(node.Spec.Availability),
      ManagerStatus: reachability,
      EngineVersion: description.Engine.EngineVersion,
      TLSStatus: root === '' || trusts === '' ? 'Unknown' : root === trusts ? 'Ready' : 'Needs Rotation',
    },
  };
}

const listed = (title: string, labels: Readonly<Record<string, string>> | undefined): string[] => {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return [];
  return [`${title}:`, ...entries.map(([key, value]) => ` - ${key}${value === '' ? '' : `=${value}`}`)];
};

/** Names of plugins by their kind, in the kinds' order. */
function pluginLines({ Engine }: NodeResource['Description']): string[] {
  const kinds = [...new Set(Engine.Plugins.map(({ Type }) => Type))].sort();
  const names = (kind: string): string =>
    Engine.Plugins.filter(({ Type }) => Type === kind)
      .map(({ Name }) => Name)
      .sort()
      .join(', ');
  return kinds.length === 0 ? [] : ['Plugins:', ...kinds.map((kind) => ` ${kind}:\t\t${names(kind)}`)];
}

/** What --pretty prints. */
export function prettyNode(node: NodeResource): string {
  const { Description: description, ManagerStatus: manager, Status: status, Spec: spec } = node;
  const { TLSInfo: tls } = description;
  return [
    `ID:\t\t\t${node.ID}`,
    ...(spec.Name ? [`Name:\t\t\t${spec.Name}`] : []),
    ...listed('Labels', spec.Labels),
    `Hostname:              \t${description.Hostname}`,
    `Joined at:             \t${goTime(node.CreatedAt).toLowerCase()}`,
    'Status:',
    ` State:\t\t\t${prettyPrint(status.State)}`,
    ...(status.Message ? [` Message:              \t${prettyPrint(status.Message)}`] : []),
    ` Availability:         \t${prettyPrint(spec.Availability)}`,
    ...(status.Addr ? [` Address:\t\t${status.Addr}`] : []),
    ...(manager === undefined
      ? []
      : [
          'Manager Status:',
          ` Address:\t\t${manager.Addr}`,
          ` Raft Status:\t\t${prettyPrint(manager.Reachability)}`,
          ` Leader:\t\t${manager.Leader ? 'Yes' : 'No'}`,
        ]),
    'Platform:',
    ` Operating System:\t${description.Platform.OS}`,
    ` Architecture:\t\t${description.Platform.Architecture}`,
    'Resources:',
    ` CPUs:\t\t\t${Math.trunc(description.Resources.NanoCPUs / NANO)}`,
    ` Memory:\t\t${bytesSize(description.Resources.MemoryBytes)}`,
    ...pluginLines(description),
    `Engine Version:\t\t${description.Engine.EngineVersion}`,
    ...listed('Engine Labels', description.Engine.Labels),
    ...(tls.TrustRoot === ''
      ? []
      : [
          'TLS Info:',
          ' TrustRoot:',
          tls.TrustRoot,
          ` Issuer Subject:\t${tls.CertIssuerSubject}`,
          ` Issuer Public Key:\t${tls.CertIssuerPublicKey}`,
        ]),
  ].join('\n');
}
