import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolExit } from '../../net/tool.ts';
import { Complaints, readSections, wordsOf } from '../haproxy/config-file.ts';
import { readRoutes } from '../hrm/routes.ts';
import { parseRule, RuleError } from '../traefik/rule.ts';

const exchange = {
  ...{ method: 'GET', target: '/api/v1?x=1', version: 'HTTP/1.1', body: new Uint8Array(0), began: 0, connection: 1 },
  head: { start: 'GET /api/v1?x=1 HTTP/1.1', fields: [['Host', 'Shop.example:80']] as const, text: '' },
  client: { address: 0xc0a86314, port: 40_000 },
  local: { address: 0, port: 80 },
};

describe('rules of routers', () => {
  it.each([
    ['Host(`shop.example`)', true],
    ['Host(`shop.example`) && PathPrefix(`/api`)', true],
    ['Host(`blog.example`) || Path(`/api/v1`)', true],
    ['!Host(`shop.example`)', false],
    ['(Host(`a`) || Host(`b`)) && Path(`/`)', false],
    ['HostRegexp(`^[a-z]+\\.example$`)', true],
    ['ClientIP(`192.168.99.0/24`)', true],
    ['Query(`x`, `1`)', true],
    ['Method(`POST`)', false],
  ])('%s', (rule, fits) => {
    expect(parseRule(rule)(exchange)).toBe(fits);
  });
});

const words = fc.constantFrom('Host', 'Path', '(', ')', '`a`', '"b"', ',', '&&', '||', '!', ' ', '`', '"', '\\', 'x');
const lines = fc.constantFrom(
  ...[
    'frontend a',
    'backend',
    'listen b',
    ' bind :80',
    ' server x',
    ' acl y hdr(host) -i',
    '"',
    "'",
    '\\',
    '#',
    ' use_backend',
  ],
);

describe('hostile text', () => {
  it('is a rule or none', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
        try {
          parseRule(parts.join(''))(exchange);
        } catch (error) {
          expect(error).toBeInstanceOf(RuleError);
        }
      }),
    );
  });

  it('is a configuration, complained of, or said to be missing here', () => {
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 20 }), (parts) => {
        try {
          readSections(parts.join('\n'), new Complaints('c'));
        } catch (error) {
          expect(error).toBeInstanceOf(ToolExit);
        }
      }),
    );
    fc.assert(fc.property(fc.string(), (line) => wordsOf(line).every((word) => typeof word === 'string')));
  });

  it('makes routes or is refused, label by label', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (suffix, value) => {
        const Labels = { [`com.docker.ucp.mesh.http.${suffix}`]: value };
        const Spec = { Name: 's', Labels, TaskTemplate: { Networks: [] }, EndpointSpec: {} };
        const read = readRoutes([{ ID: '1', Spec, Endpoint: { Ports: [], VirtualIPs: [] } }], []);
        expect(read.routes.length + read.refused.length).toBe(1);
      }),
    );
  });
});
