import { describe, expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';
import { parseReference } from './store.ts';

describe('references', () => {
  it.each([
    ['nginx', 'nginx:latest'],
    ['nginx:1.27', 'nginx:1.27'],
    ['library/nginx', 'nginx:latest'],
    ['docker.io/library/nginx:latest', 'nginx:latest'],
    ['nicolaka/netshoot', 'nicolaka/netshoot:latest'],
    ['localhost:5000/a/b:c', 'localhost:5000/a/b:c'],
    ['Nginx', undefined],
    ['', undefined],
    ['a b', undefined],
  ])('%j means %s', (text, meant) => {
    const reference = parseReference(text);
    expect(reference && `${reference.repository}:${reference.tag}`).toBe(meant);
  });
});

describe('images', () => {
  const lab = new EngineLab();

  it('are found by name and by the beginning of their id', () => {
    const { body } = lab.json('GET', '/images/json') as { body: { Id: string; RepoTags: string[] }[] };
    expect(body.map((image) => image.RepoTags[0])).toEqual([
      'nginx:latest',
      'ubuntu:latest',
      'redis:latest',
      'busybox:latest',
    ]);
    for (const image of body) {
      const short = image.Id.slice('sha256:'.length).slice(0, 12);
      expect(lab.json('GET', `/images/${short}/json`).body).toMatchObject({ Id: image.Id, RepoTags: image.RepoTags });
    }
  });

  it('can be named anew and removed when nobody uses them', () => {
    expect(lab.send('POST', '/images/redis/tag?repo=store&tag=v1').status).toBe(201);
    expect(lab.json('DELETE', '/images/redis').body).toEqual([{ Untagged: 'redis:latest' }]);
    lab.container('kv', { Image: 'store:v1' });
    expect(lab.error('DELETE', '/images/store:v1')).toMatch(
      /^409 conflict: unable to remove repository reference "store:v1" \(must force\)/,
    );
    lab.send('DELETE', '/containers/kv?force=1');
    expect(lab.json('DELETE', '/images/store:v1').body).toEqual([
      { Untagged: 'store:v1' },
      { Deleted: expect.stringMatching(/^sha256:/) },
    ]);
    expect(lab.error('GET', '/images/redis/json')).toBe('404 No such image: redis:latest');
  });
});

describe('what nobody uses', () => {
  it('is counted, and pruned when asked for', () => {
    const lab = new EngineLab();
    lab.container('c1', { HostConfig: { Binds: ['data:/d'] } });
    expect(lab.json('GET', '/system/df').body).toMatchObject({
      Images: expect.arrayContaining([expect.objectContaining({ RepoTags: ['busybox:latest'], Containers: 1 })]),
      Volumes: [{ Name: 'data', UsageData: { RefCount: 1 } }],
    });
    expect(lab.json('POST', '/images/prune').body).toEqual({ ImagesDeleted: null, SpaceReclaimed: 0 });
    lab.send('POST', '/images/prune?filters={"dangling":["false"]}');
    expect(lab.json('GET', '/images/json').body).toMatchObject([{ RepoTags: ['busybox:latest'] }]);
  });
});
