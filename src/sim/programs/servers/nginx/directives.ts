// THE table of nginx's directives: where each may stand and how many words it takes.
// Source: the module references on nginx.org; ngx_command_t of each module.
// Not modelled: those in `knownElsewhere` are real and say so; `without` those that change nothing that is simulated.

/** The blocks that directives stand in. */
export type Context = 'main' | 'events' | 'http' | 'upstream' | 'server' | 'location' | 'types';

export interface DirectiveKind {
  readonly in: readonly Context[];
  /** Fewest and most words behind its name. */
  readonly words: readonly [least: number, most: number];
  /** What its braces hold. */
  readonly opens?: Context;
}

const MANY = 64;
const everywhere: readonly Context[] = ['main', 'events', 'http', 'upstream', 'server', 'location', 'types'];
const web: readonly Context[] = ['http', 'server', 'location'];
const one = [1, 1] as const;

/** Taken and without effect: processes, buffers and the like have none here. */
const without: Readonly<Record<string, DirectiveKind>> = {
  user: { in: ['main'], words: [1, 2] },
  pid: { in: ['main'], words: one },
  daemon: { in: ['main'], words: one },
  master_process: { in: ['main'], words: one },
  worker_processes: { in: ['main'], words: one },
  worker_rlimit_nofile: { in: ['main'], words: one },
  worker_shutdown_timeout: { in: ['main'], words: one },
  worker_connections: { in: ['events'], words: one },
  multi_accept: { in: ['events'], words: one },
  use: { in: ['events'], words: one },
  sendfile: { in: web, words: one },
  tcp_nopush: { in: web, words: one },
  tcp_nodelay: { in: web, words: one },
  types_hash_max_size: { in: web, words: one },
  server_names_hash_bucket_size: { in: ['http'], words: one },
  client_max_body_size: { in: web, words: one },
  client_body_buffer_size: { in: web, words: one },
  gzip: { in: web, words: one },
  proxy_request_buffering: { in: web, words: one },
  proxy_buffer_size: { in: web, words: one },
  proxy_buffers: { in: web, words: [2, 2] },
  proxy_busy_buffers_size: { in: web, words: one },
  keepalive_requests: { in: ['upstream', ...web], words: one },
  log_not_found: { in: web, words: one },
};

const effective: Readonly<Record<string, DirectiveKind>> = {
  include: { in: everywhere, words: one },
  events: { in: ['main'], words: [0, 0], opens: 'events' },
  http: { in: ['main'], words: [0, 0], opens: 'http' },
  error_log: { in: ['main', ...web], words: [1, 2] },
  upstream: { in: ['http'], words: one, opens: 'upstream' },
  server: { in: ['http'], words: [0, 0], opens: 'server' },
  location: { in: ['server'], words: [1, 2], opens: 'location' },
  log_format: { in: ['http'], words: [2, MANY] },
  access_log: { in: web, words: [1, 4] },
  default_type: { in: web, words: one },
  keepalive_timeout: { in: ['upstream', ...web], words: [1, 2] },
  server_tokens: { in: web, words: one },
  root: { in: web, words: one },
  index: { in: web, words: [1, MANY] },
  add_header: { in: web, words: [2, 3] },
  listen: { in: ['server'], words: [1, MANY] },
  server_name: { in: ['server'], words: [1, MANY] },
  return: { in: ['server', 'location'], words: [1, 2] },
  proxy_pass: { in: ['location'], words: one },
  proxy_buffering: { in: web, words: one },
  proxy_set_header: { in: web, words: [2, 2] },
  proxy_hide_header: { in: web, words: one },
  proxy_pass_header: { in: web, words: one },
  proxy_http_version: { in: web, words: one },
  proxy_connect_timeout: { in: web, words: one },
  proxy_send_timeout: { in: web, words: one },
  proxy_read_timeout: { in: web, words: one },
  proxy_next_upstream: { in: web, words: [1, MANY] },
  proxy_next_upstream_tries: { in: web, words: one },
  proxy_next_upstream_timeout: { in: web, words: one },
  proxy_redirect: { in: web, words: [1, 2] },
  least_conn: { in: ['upstream'], words: [0, 0] },
  ip_hash: { in: ['upstream'], words: [0, 0] },
  keepalive: { in: ['upstream'], words: [1, 2] },
  zone: { in: ['upstream'], words: [1, 2] },
  types: { in: web, words: [0, 0], opens: 'types' },
};

const table = new Map(Object.entries({ ...without, ...effective }));
/** `server` of an upstream has words and no braces. */
const upstreamServer: DirectiveKind = { in: ['upstream'], words: [1, MANY] };
/** A type, and the endings of its files' names. */
const typeEntry: DirectiveKind = { in: ['types'], words: [1, MANY] };

/** What a name means where it stands; undefined for a name that is none. */
export function kindOf(context: Context, name: string): DirectiveKind | undefined {
  if (context === 'types' && name !== 'include') return typeEntry;
  return context === 'upstream' && name === 'server' ? upstreamServer : table.get(name);
}

/** Real ones that are not here. */
export const knownElsewhere: ReadonlySet<string> = new Set([
  ...['alias', 'allow', 'auth_basic', 'auth_basic_user_file', 'autoindex', 'client_body_timeout', 'charset', 'deny'],
  ...['env', 'error_page', 'expires', 'fastcgi_pass', 'fastcgi_param', 'geo', 'grpc_pass', 'gzip_types', 'hash'],
  ...['if', 'internal', 'js_import', 'limit_conn', 'limit_conn_zone', 'limit_except', 'limit_rate', 'limit_req'],
  ...[
    'limit_req_zone',
    'load_module',
    'mail',
    'map',
    'map_hash_bucket_size',
    'merge_slashes',
    'mirror',
    'open_file_cache',
  ],
  ...['port_in_redirect', 'proxy_bind', 'proxy_cache', 'proxy_cache_path', 'proxy_cache_valid', 'proxy_cookie_domain'],
  ...[
    'proxy_cookie_path',
    'proxy_ignore_headers',
    'proxy_intercept_errors',
    'proxy_method',
    'proxy_pass_request_headers',
  ],
  ...['proxy_set_body', 'proxy_ssl_name', 'proxy_ssl_server_name', 'proxy_ssl_verify', 'random', 'real_ip_header'],
  ...['resolver', 'resolver_timeout', 'rewrite', 'satisfy', 'scgi_pass', 'send_timeout', 'set', 'set_real_ip_from'],
  ...['split_clients', 'ssl_certificate', 'ssl_certificate_key', 'ssl_ciphers', 'ssl_protocols', 'sticky', 'stream'],
  ...['stub_status', 'sub_filter', 'thread_pool', 'try_files', 'uwsgi_pass', 'valid_referers', 'worker_cpu_affinity'],
]);
