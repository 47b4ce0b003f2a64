// A small internet: a provider's router, name servers from the root down, a recursive one for customers, a few web sites.
// Names and addresses are those that RFC 2606 and RFC 5737 keep for examples.
// Not modelled: anything else that the real one has.
import type { HostSpec, InternetSpec } from './format.ts';

/** The provider's recursive name server. */
export const PROVIDER_DNS = '198.51.100.53';
/** The provider's router, and the customer's side of the link to it. */
export const PROVIDER_ROUTER = '192.0.2.1';
export const CUSTOMER_ADDRESS = '192.0.2.2/24';
/** The switch that the customer's router is plugged into. */
export const ACCESS_SWITCH = 'access';

const SITE_SWITCH = 'sites';
const DNS_SWITCH = 'names';
/** One way, milliseconds: across a town, and across a country. */
const NEAR = 1;
const FAR = 5;

const soa = (server: string): string => `@ SOA ${server} hostmaster.example.com. 2026112101 7200 3600 1209600 300`;
const file = (...lines: string[]): string => `${lines.join('\n')}\n`;

const rootZone = file(
  '$TTL 86400',
  soa('a.root-servers.example.'),
  '@ NS a.root-servers.example.',
  'a.root-servers.example. A 198.51.100.4',
  'com. NS a.registry.example.',
  'net. NS a.registry.example.',
  'org. NS a.registry.example.',
  'a.registry.example. A 198.51.100.5',
  '113.0.203.in-addr.arpa. NS ns1.example.com.',
  '100.51.198.in-addr.arpa. NS ns1.example.com.',
  'ns1.example.com. A 203.0.113.53',
);

/** A registry's zone: it knows who serves each name below it, and no more. */
const registryZone = (top: string): string =>
  file(
    '$TTL 86400',
    soa('a.registry.example.'),
    '@ NS a.registry.example.',
    `example.${top}. NS ns1.example.com.`,
    ...(top === 'com' ? ['ns1.example.com. A 203.0.113.53'] : []),
  );

const comZone = file(
  '$TTL 300',
  soa('ns1.example.com.'),
  '@ NS ns1.example.com.',
  'ns1 A 203.0.113.53',
  '@ A 203.0.113.80',
  '@ AAAA 2001:db8:113::80',
  '@ MX 10 mail.example.com.',
  '@ MX 20 backup.example.org.',
  '@ TXT "v=spf1 mx -all"',
  'www CNAME example.com.',
  'old A 203.0.113.80',
  'mail A 203.0.113.25',
  'big 60 TXT "A text record that is so long that it fits no plain answer over UDP once there are several of them: part one of five."',
  'big 60 TXT "A text record that is so long that it fits no plain answer over UDP once there are several of them: part two of five."',
  'big 60 TXT "A text record that is so long that it fits no plain answer over UDP once there are several of them: part three of five."',
  'big 60 TXT "A text record that is so long that it fits no plain answer over UDP once there are several of them: part four of five."',
  'big 60 TXT "A text record that is so long that it fits no plain answer over UDP once there are several of them: part five of five."',
);

const netZone = file(
  '$TTL 60',
  soa('ns1.example.com.'),
  '@ NS ns1.example.com.',
  '@ A 203.0.113.81',
  'whoami A 203.0.113.81',
  'pool A 203.0.113.81',
  'pool A 203.0.113.82',
  'pool A 203.0.113.83',
  '; Three of its servers are gone: who asks waits for each before the fourth answers.',
  'slow NS gone1',
  'slow NS gone2',
  'slow NS gone3',
  'slow NS ns2',
  'ns2 A 203.0.113.81',
  'gone1 A 203.0.113.251',
  'gone2 A 203.0.113.252',
  'gone3 A 203.0.113.253',
  '; Its only server does not serve it: nobody can answer.',
  'broken NS a.registry.example.',
);

const slowZone = file('$TTL 60', soa('ns2.example.net.'), '@ NS ns2.example.net.', '@ A 203.0.113.81');

const orgZone = file(
  '$TTL 300',
  soa('ns1.example.com.'),
  '@ NS ns1.example.com.',
  '@ A 203.0.113.80',
  'www CNAME example.org.',
  'backup A 203.0.113.25',
);

const siteReverseZone = file(
  '$TTL 3600',
  soa('ns1.example.com.'),
  '@ NS ns1.example.com.',
  '1 PTR gateway.example.net.',
  '53 PTR ns1.example.com.',
  '80 PTR example.com.',
  '81 PTR whoami.example.net.',
);

const dnsReverseZone = file(
  '$TTL 3600',
  soa('ns1.example.com.'),
  '@ NS ns1.example.com.',
  '4 PTR a.root-servers.example.',
  '5 PTR a.registry.example.',
  '53 PTR dns.example.net.',
);

const page = (title: string, text: string): string =>
  `<!doctype html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body>\n</html>\n`;

const sites = file(
  '# host path what',
  'www.example.com * redirect http://example.com/',
  'old.example.com * redirect http://example.com/',
  '* /whoami whoami',
  '* /large bytes 100000',
  'example.com * files',
  'example.org * files',
);

function server(name: string, address: string, wire: string, latency: number, rest: Partial<HostSpec>): HostSpec {
  const gateway = `${address.slice(0, address.lastIndexOf('.'))}.1`;
  const nics = [{ name: 'eth0', address: `${address}/24`, cable: wire, link: { latency } }];
  return { name, nics, defaultGateway: gateway, resolvConf: [`nameserver ${PROVIDER_DNS}`], docker: false, ...rest };
}

const withAddresses = (host: HostSpec, ...moreAddresses: string[]): HostSpec => ({
  ...host,
  nics: host.nics.map((nic) => ({ ...nic, moreAddresses })),
});

const hosts: readonly HostSpec[] = [
  server('resolver', PROVIDER_DNS, DNS_SWITCH, NEAR, {
    files: {
      '/etc/unbound/root.hints': file(
        '. 3600000 NS a.root-servers.example.',
        'a.root-servers.example. 3600000 A 198.51.100.4',
      ),
    },
    services: [{ run: 'unbound' }],
  }),
  server('root', '198.51.100.4', DNS_SWITCH, FAR, {
    files: { '/etc/bind/root.zone': rootZone },
    services: [{ run: 'named' }],
  }),
  server('registry', '198.51.100.5', DNS_SWITCH, FAR, {
    files: {
      '/etc/bind/com.zone': registryZone('com'),
      '/etc/bind/net.zone': registryZone('net'),
      '/etc/bind/org.zone': registryZone('org'),
    },
    services: [{ run: 'named' }],
  }),
  server('ns1', '203.0.113.53', SITE_SWITCH, FAR, {
    files: {
      '/etc/bind/example.com.zone': comZone,
      '/etc/bind/example.net.zone': netZone,
      '/etc/bind/example.org.zone': orgZone,
      '/etc/bind/113.0.203.in-addr.arpa.zone': siteReverseZone,
      '/etc/bind/100.51.198.in-addr.arpa.zone': dnsReverseZone,
    },
    services: [{ run: 'named' }],
  }),
  server('web', '203.0.113.80', SITE_SWITCH, FAR, {
    files: {
      '/etc/www/sites': sites,
      '/srv/www/example.com/index.html': page('Example Domain', 'This site is for use in examples.'),
      '/srv/www/example.org/index.html': page('Example Organisation', 'Another site on the same server.'),
    },
    services: [{ run: 'www' }, { run: 'www', arguments: ['-p', '8080'] }],
  }),
  withAddresses(
    server('pool', '203.0.113.81', SITE_SWITCH, FAR, {
      files: {
        '/etc/www/sites': file('* /large bytes 100000', '* * whoami'),
        '/etc/bind/slow.example.net.zone': slowZone,
      },
      services: [{ run: 'www' }, { run: 'named' }],
    }),
    '203.0.113.82/24',
    '203.0.113.83/24',
  ),
];

/** What the customer's router `customer` network is reached through. */
export function internetBehind(customerNetwork: string): InternetSpec {
  return {
    names: ['example.com', 'example.org', 'whoami.example.net'],
    hosts,
    switches: [{ name: ACCESS_SWITCH }, { name: DNS_SWITCH }, { name: SITE_SWITCH }],
    routers: [
      {
        name: 'provider',
        nics: [
          { name: 'eth0', address: `${PROVIDER_ROUTER}/24`, cable: ACCESS_SWITCH, link: { latency: NEAR } },
          { name: 'eth1', address: '198.51.100.1/24', cable: DNS_SWITCH },
          { name: 'eth2', address: '203.0.113.1/24', cable: SITE_SWITCH },
        ],
        routes: [{ to: customerNetwork, via: CUSTOMER_ADDRESS.slice(0, CUSTOMER_ADDRESS.indexOf('/')) }],
      },
    ],
  };
}
