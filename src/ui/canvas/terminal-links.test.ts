import { expect, it } from 'vitest';
import { sketchWorld } from './layout/testkit.ts';
import { namedWords } from './terminal-links.ts';
import { thingsByWord, thingsOf } from './things.ts';

const sketched = sketchWorld([{ networks: ['bridge', 'host'], containers: [{ id: 'web', networks: ['bridge'] }] }]);
const view = {
  ...sketched,
  hosts: sketched.hosts.map((host) => ({
    ...host,
    networks: host.networks.map((network) => (network.name === 'host' ? { ...network, driver: 'host' } : network)),
  })),
};
const known = thingsByWord(thingsOf(view));
const address = view.hosts[0]?.namespaces.find((one) => one.containerId === 'web')?.devices.at(-1)?.addresses[0];
const said = (line: string) => namedWords(line, known).map(({ text, thing }) => `${text}: ${thing.kind} ${thing.name}`);

it('finds names and addresses, with what punctuation sticks to them', () => {
  expect(said('root@node1:~# docker logs web')).toEqual(['node1: host node1', 'web: container web']);
  const ip = address?.split('/')[0];
  expect(said(`inet ${address} scope global, http://${ip}:80/`)).toEqual([
    `${ip}: container web`,
    `${ip}: container web`,
  ]);
  expect(said('web: the container web.')).toEqual(['web: container web', 'web: container web']);
});

it('tells where a word is', () => {
  expect(namedWords('  web ', known)[0]).toMatchObject({ at: 2, text: 'web' });
});

it('leaves alone what names nothing, or nothing that is drawn', () => {
  expect(said('webserver 10.99.99.99 --network host')).toEqual([]);
});
