import { expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';
import type { ContainerSummary } from '../api/types.ts';

const lab = new EngineLab();
lab.container('db');
lab.create('web', { ExposedPorts: { '80/tcp': {}, '53/udp': {} } });
lab.create('api', { HostConfig: { PortBindings: { '8443/tcp': [{ HostPort: '443' }] } } });

const path = (filters: Record<string, string[]>) =>
  `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`;

it.each([
  [{ publish: ['8443'] }, ['api']],
  [{ publish: ['8000-9000/tcp'] }, ['api']],
  [{ publish: ['8443/udp'] }, []],
  [{ publish: ['443'] }, []],
  [{ expose: ['80'] }, ['web']],
  [{ expose: ['53/udp', '8443'] }, ['api', 'web']],
  [{ volume: ['data'] }, []],
  [{ health: ['none'] }, ['api', 'web', 'db']],
  [{ health: ['healthy'] }, []],
  [{ status: ['running'] }, ['db']],
])('lists what %j means', (filters, names) => {
  const { body } = lab.json('GET', path(filters)) as { body: ContainerSummary[] };
  expect(body.map((each) => each.Names[0])).toEqual(names.map((name) => `/${name}`));
});

it('says which value a filter may not have', () => {
  expect(lab.error('GET', path({ health: ['fine'] }))).toBe("400 invalid filter 'health=fine'");
  expect(lab.error('GET', path({ colour: ['red'] }))).toBe("400 invalid filter 'colour'");
});

it('counts an exit status only of what a list shows anyway', () => {
  lab.send('POST', '/containers/db/kill');
  const query = `filters=${encodeURIComponent('{"exited":["137"]}')}`;
  expect(lab.json('GET', `/containers/json?${query}`).body).toEqual([]);
  expect(lab.json('GET', `/containers/json?all=1&${query}`).body).toHaveLength(1);
});
