import { type MessageKey, t } from '../common/messages.ts';

const known = {
  alpine: 'image.alpine',
  busybox: 'image.busybox',
  nginx: 'image.nginx',
  haproxy: 'image.haproxy',
  traefik: 'image.traefik',
  'docker/ucp-hrm': 'image.hrm',
  redis: 'image.redis',
  ubuntu: 'image.ubuntu',
  'nicolaka/netshoot': 'image.netshoot',
} as const satisfies Readonly<Record<string, MessageKey>>;

const isKnown = (name: string): name is keyof typeof known => Object.hasOwn(known, name);

/** What an image is, in a few words; the simulator's own where it is one that somebody made. */
export function imageText(image: { readonly name: string; readonly summary: string }): string {
  return isKnown(image.name) ? t(known[image.name]) : image.summary;
}
