import { expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';
import type { ContainerSummary } from '../api/types.ts';

const lab = new EngineLab();
lab.container('db');
lab.create('web', { ExposedPorts: { '80/tcp': {}, '53/udp': {} } });
lab.container('api', { HostConfig: { PortBindings: { '8443/tcp': [{ HostPort: '443' }] } } });
lab.container('dns', { ExposedPorts: { '53/udp': {} } });

const path = (filters: Record<string, string[]>) =>
  `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`;

it.each([
  [{ publish: ['443'] }, ['api']],
  [{ publish: ['400-500/tcp'] }, ['api']],
  [{ publish: ['443/udp'] }, []],
  [{ publish: ['8443'] }, []],
  [{ expose: ['8443'] }, ['api']],
  [{ expose: ['80'] }, []],
  [{ expose: ['53/udp', '8443'] }, ['dns', 'api']],
  [{ publish: ['443'], expose: ['53/udp'] }, ['dns', 'api']],
  [{ volume: ['data'] }, []],
  [{ health: ['none'] }, ['dns', 'api', 'web', 'db']],
  [{ health: ['healthy'] }, []],
  [{ status: ['running'] }, ['dns', 'api', 'db']],
])('lists what %j means', (filters, names) => {
  const { body } = lab.json('GET', path(filters)) as { body: ContainerSummary[] };
  expect(body.map((each) => each.Names[0])).toEqual(names.map((name) => `/${name}`));
});

it.each([
  [{ colour: ['red'] }, "400 invalid filter 'colour'"],
  [
    { health: ['fine'] },
    "400 invalid filter 'health=fine': invalid value for health (fine): must be one of none, starting, healthy, unhealthy",
  ],
  [
    { status: ['up'] },
    "400 invalid filter 'status=up': invalid value for state (up): must be one of created, running, paused, restarting, removing, exited, dead",
  ],
  [{ exited: ['x'] }, `400 invalid filter 'exited=x': strconv.Atoi: parsing "x": invalid syntax`],
  [{ before: ['nosuch'] }, '404 No such container: nosuch'],
  [{ publish: ['8080:80'] }, "500 filter for 'publish' should not contain ':': 8080:80"],
  [{ expose: ['9-8'] }, '500 error while looking up for expose 9-8: invalid range specified for port: 9-8'],
  [{ publish: ['x'] }, '500 error while looking up for publish x: strconv.ParseUint: parsing "x": invalid syntax'],
])('says why %j is refused', (filters, message) => {
  expect(lab.error('GET', path(filters))).toBe(message);
});

it('counts an exit status only of what a list shows anyway', () => {
  lab.send('POST', '/containers/db/kill');
  const query = `filters=${encodeURIComponent('{"exited":["137"]}')}`;
  expect(lab.json('GET', `/containers/json?${query}`).body).toEqual([]);
  expect(lab.json('GET', `/containers/json?all=1&${query}`).body).toHaveLength(1);
});
