import { expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';
import type { ContainerInspect } from '../api/types.ts';

const lab = new EngineLab();

it('takes the image’s command away with its entrypoint', () => {
  expect(lab.error('POST', '/containers/create?name=c1', { Image: 'busybox', Entrypoint: [''] })).toBe(
    '400 no command specified',
  );
  lab.create('c2', { Entrypoint: [''], Cmd: ['idle', 'x'] });
  const { body } = lab.json('GET', '/containers/c2/json') as { body: ContainerInspect };
  expect([body.Path, ...body.Args]).toEqual(['idle', 'x']);
  expect(body.Config.Entrypoint).toBeNull();
});

it('links by name on a network of the user’s, whether or not that container is there', () => {
  lab.json('POST', '/networks/create', { Name: 'lan' });
  const HostConfig = { NetworkMode: 'lan', Links: ['later:db'] };
  lab.container('web', { HostConfig, NetworkingConfig: { EndpointsConfig: { lan: { Links: ['later:db'] } } } });
  expect(lab.json('GET', '/containers/json').body).toMatchObject([{ Names: ['/web'] }]);
  expect(lab.error('POST', '/containers/create', { Image: 'busybox', HostConfig: { Links: ['later:db'] } })).toMatch(
    /could not get container for later: No such container: later$/,
  );
});

it('gives a container no name that it could not have been made with', () => {
  lab.create('old');
  expect(lab.error('POST', '/containers/old/rename?name=a%20b')).toBe(
    '400 Error when allocating new name: Invalid container name (/a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
  );
});
