// What a new file can start with.
import type { MessageKey } from '../common/messages.ts';

export interface Template {
  readonly id: 'web' | 'networks' | 'scale' | 'empty';
  readonly title: Extract<MessageKey, `files.template.${string}`>;
  readonly what: Extract<MessageKey, `files.template.${string}`>;
  readonly text: string;
}

const web = `name: shop

services:
  web:
    image: nginx
    ports:
      - "8080:80"
    depends_on:
      - cache

  cache:
    image: redis
`;

const networks = `name: tiers

services:
  proxy:
    image: nginx
    ports:
      - "8080:80"
    networks:
      - front
      - back

  client:
    image: busybox
    command: sleep infinity
    networks:
      - front

  db:
    image: redis
    networks:
      back:
        aliases:
          - database

networks:
  front:
  back:
    internal: true
    ipam:
      config:
        - subnet: 10.20.0.0/24
`;

const scale = `name: fleet

services:
  web:
    image: nginx
    scale: 3

  client:
    image: busybox
    command: sleep infinity
`;

export const templates: readonly Template[] = [
  { id: 'web', title: 'files.template.web', what: 'files.template.webWhat', text: web },
  { id: 'networks', title: 'files.template.networks', what: 'files.template.networksWhat', text: networks },
  { id: 'scale', title: 'files.template.scale', what: 'files.template.scaleWhat', text: scale },
  { id: 'empty', title: 'files.template.empty', what: 'files.template.emptyWhat', text: '' },
];
