// `--network` in its short and long forms, and what it makes of the container's endpoints.
// Source: docker/cli opts/network.go NetworkOpt.Set; container/opts.go parseNetworkOpts, applyContainerOptions.
// Not modelled: nothing.
import { parseMac } from '../../base/mac.ts';
import type { EndpointSettingsRequest } from '../../engine/api/types.ts';
import { Failure } from '../failure.ts';
import { cut, type Options } from '../flags.ts';

interface Attachment {
  target: string;
  aliases: string[];
  links: string[];
  ip: string;
  ip6: string;
  mac: string;
  linkLocal: string[];
  driverOptions: Record<string, string>;
  priority: number;
}

function plainAttachment(target: string): Attachment {
  return {
    target,
    aliases: [],
    links: [],
    ip: '',
    ip6: '',
    mac: '',
    linkLocal: [],
    driverOptions: {},
    priority: 0,
  };
}

/** Validates one value of --network. */
export function checkNetwork(value: string): string {
  parseNetwork(value);
  return value;
}

/** `name=web,alias=db,ip=10.0.0.5`, or just a name. */
export function parseNetwork(value: string): Attachment {
  if (!/[0-9A-Za-z_]+=[0-9A-Za-z_]+/.test(value)) return plainAttachment(value);
  const attachment = plainAttachment('');
  for (const field of value.split(',').map((f) => f.replace(/^"(.*)"$/, '$1'))) {
    const [key, text] = cut(field.toLowerCase(), '=').map((part) => part.trim());
    if (!field.includes('=') || !key) throw new Failure(`invalid field ${field}`);
    setField(attachment, key, text ?? '');
  }
  if (attachment.target === '') throw new Failure('network name/id is not specified');
  return attachment;
}

function setField(attachment: Attachment, key: string, text: string): void {
  switch (key) {
    case 'name':
      attachment.target = text;
      return;
    case 'alias':
      attachment.aliases.push(text);
      return;
    case 'ip':
      attachment.ip = text;
      return;
    case 'ip6':
      attachment.ip6 = text;
      return;
    case 'mac-address':
      attachment.mac = text;
      return;
    case 'link-local-ip':
      attachment.linkLocal.push(text);
      return;
    case 'driver-opt': {
      const [name, value] = cut(text, '=').map((part) => part.trim());
      if (!name || !text.includes('=')) throw new Failure('invalid key value pair format in driver options');
      attachment.driverOptions[name] = value ?? '';
      return;
    }
    case 'gw-priority':
      if (!/^[+-]?\d+$/.test(text)) throw new Failure(`invalid gw-priority (${text}): invalid syntax`);
      attachment.priority = Number(text);
      return;
    default:
      throw new Failure(`invalid field key ${key}`);
  }
}

/** The container's networks as the engine takes them. */
export interface ParsedNetworks {
  readonly mode: string;
  readonly endpoints: Record<string, EndpointSettingsRequest>;
}

/** All of --network, --ip, --network-alias and their kind together. */
export function networksOf(options: Options): ParsedNetworks {
  const attachments = options.list('network').map(parseNetwork);
  const endpoints: Record<string, EndpointSettingsRequest> = {};
  if (attachments.length === 0) {
    endpoints.default = endpointOf(withContainerOptions(plainAttachment('default'), options));
    return { mode: 'default', endpoints };
  }
  attachments.forEach((attachment, i) => {
    const endpoint = endpointOf(i === 0 ? withContainerOptions(attachment, options) : attachment);
    if (attachment.target in endpoints) {
      throw new Failure(`network ${JSON.stringify(attachment.target)} is specified multiple times`);
    }
    if (attachments.length === 1 && isPlain(endpoint)) return;
    endpoints[attachment.target] = endpoint;
  });
  if (new Set(attachments.map((a) => isUserDefined(a.target))).size > 1) {
    throw new Failure('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
  }
  return { mode: attachments[0]?.target ?? 'default', endpoints };
}

function isUserDefined(target: string): boolean {
  return !['default', 'bridge', 'host', 'none'].includes(target) && !/^container(:|$)/.test(target);
}

/** The first network also takes what is said of the container as a whole. */
function withContainerOptions(attachment: Attachment, options: Options): Attachment {
  const conflict = (own: boolean, name: string, flags: string, what: string) => {
    if (own && options.changed(name)) {
      throw new Failure(`conflicting options: cannot specify both ${flags} and per-network ${what}`);
    }
  };
  conflict(attachment.aliases.length > 0, 'network-alias', '--network-alias', 'alias');
  conflict(attachment.links.length > 0, 'link', '--link', 'links');
  conflict(attachment.ip !== '', 'ip', '--ip', 'IPv4 address');
  conflict(attachment.ip6 !== '', 'ip6', '--ip6', 'IPv6 address');
  conflict(attachment.mac !== '', 'mac-address', '--mac-address', 'MAC address');
  conflict(attachment.linkLocal.length > 0, 'link-local-ip', '--link-local-ip', 'link-local IP addresses');
  const linkLocal = options.list('link-local-ip');
  const aliases = options.list('network-alias');
  return {
    ...attachment,
    aliases: aliases.length > 0 ? aliases : attachment.aliases,
    links: isUserDefined(attachment.target) ? options.list('link') : attachment.links,
    ip: options.text('ip') || attachment.ip,
    ip6: options.text('ip6') || attachment.ip6,
    mac: options.text('mac-address') || attachment.mac,
    linkLocal: linkLocal.length > 0 ? linkLocal : attachment.linkLocal,
  };
}

function endpointOf(attachment: Attachment): EndpointSettingsRequest {
  const { target, aliases, links, ip, ip6, mac, linkLocal, driverOptions, priority } = attachment;
  if (target.trim() === '') throw new Failure('no name set for network');
  if (!isUserDefined(target)) {
    if (aliases.length > 0) {
      throw new Failure('network-scoped aliases are only supported for user-defined networks');
    }
    if (links.length > 0) throw new Failure('links are only supported for user-defined networks');
  }
  if (mac !== '' && parseMac(mac.trim()) === undefined) throw new Failure(`${mac} is not a valid mac address`);
  const addressed = ip !== '' || ip6 !== '' || linkLocal.length > 0;
  return {
    IPAMConfig: addressed
      ? {
          ...(ip && { IPv4Address: ip }),
          ...(ip6 && { IPv6Address: ip6 }),
          ...(linkLocal.length > 0 && { LinkLocalIPs: linkLocal }),
        }
      : null,
    Links: links.length > 0 ? links : null,
    Aliases: aliases.length > 0 ? aliases : null,
    MacAddress: mac,
    DriverOpts: Object.keys(driverOptions).length > 0 ? driverOptions : null,
    GwPriority: priority,
  };
}

function isPlain(endpoint: EndpointSettingsRequest): boolean {
  return Object.values(endpoint).every((v) => v === null || v === '' || v === 0);
}
