// What the client itself checks of flags' values, before any engine is asked.
// Source: docker/cli opts/opts.go, opts/env.go, opts/hosts.go, container/opts.go (validators).
// Not modelled: nothing.
import { formatAddress, parseAddress } from '../base/cidr.ts';
import { Failure } from './failure.ts';
import { cut } from './flags.ts';

export function checkLabel(value: string): string {
  const key = cut(value, '=')[0].replace(/^[ \t]+/, '');
  if (key === '') throw new Failure(`invalid label '${value}': empty name`);
  if (/[ \t]/.test(key)) throw new Failure(`label '${key}' contains whitespaces`);
  return value;
}

export function checkLink(value: string): string {
  if (value === '') throw new Failure('empty string specified for links');
  if (value.split(':').length > 2) throw new Failure(`bad format for links: ${value}`);
  return value;
}

/** A name without a value takes it from the client's environment. */
export function checkEnv(value: string, env: ReadonlyMap<string, string>): string {
  const [key] = cut(value, '=');
  if (key === '') throw new Failure(`invalid environment variable: ${value}`);
  if (value.includes('=')) return value;
  const own = env.get(key);
  return own === undefined ? value : `${key}=${own}`;
}

export function checkAddress(value: string): string {
  const address = parseAddress(value.trim());
  if (!address) throw new Failure(`IP address is not correctly formatted: ${value}`);
  return formatAddress(address);
}

const DOMAIN_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domain = new RegExp(`^(${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*)\\.?\\s*$`);

export function checkSearchDomain(value: string): string {
  const text = value.replace(/^ +| +$/g, '');
  if (text === '.') return text;
  const name = /[a-zA-Z]/.test(text) ? domain.exec(text)?.[1] : undefined;
  if (name === undefined || name.length >= 255) throw new Failure(`${text} is not a valid domain`);
  return name;
}

/** `name:address`, `name=address` or `name:host-gateway`. */
export function checkExtraHost(value: string): string {
  const separator = value.includes('=') ? '=' : ':';
  const [name, rest] = cut(value, separator);
  if (name === '' || !value.includes(separator)) throw new Failure(`bad format for add-host: ${quoteGo(value)}`);
  if (rest === 'host-gateway') return `${name}:${rest}`;
  const bare = rest.startsWith('[') && rest.endsWith(']') ? rest.slice(1, -1) : rest;
  if (!parseAddress(bare.trim())) throw new Failure(`invalid IP address in add-host: ${quoteGo(bare)}`);
  return `${name}:${bare}`;
}

export function checkAttach(value: string): string {
  const stream = value.toLowerCase();
  if (['stdin', 'stdout', 'stderr'].includes(stream)) return stream;
  throw new Failure('valid streams are STDIN, STDOUT and STDERR');
}

export function checkSysctl(value: string): string {
  const [key] = cut(value, '=');
  const kernel = ['msgmax', 'msgmnb', 'msgmni', 'sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced'];
  const allowed = /^(net|fs\.mqueue)\./.test(key) || kernel.some((name) => key === `kernel.${name}`);
  if (!allowed || !value.includes('=')) throw new Failure(`sysctl '${value}' is not allowed`);
  return value;
}

function quoteGo(text: string): string {
  return JSON.stringify(text);
}
