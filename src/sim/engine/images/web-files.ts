// The files that web servers' and proxies' images bring: configurations, pages, scripts that start them.
// Source: the classroom image, made like docker-nginx; `/host` is its own and tells who answered whom.
// docker-library/haproxy and traefik-library-image: what their entry points do.
// Not modelled: what `docker-entrypoint.sh` does before nginx starts.

const page =
  '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body><h1>Welcome to nginx!</h1></body>\n</html>\n';

const mainConfig = `worker_processes  1;

error_log  /var/log/nginx/error.log warn;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  off;

    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`;

const defaultServer = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    location = /host {
        default_type  text/plain;
        return        200 "$hostname $server_addr $remote_addr\\n";
    }
}
`;

const mimeTypes = `types {
    text/html                 html htm shtml;
    text/css                  css;
    text/xml                  xml;
    text/plain                txt;
    image/gif                 gif;
    image/jpeg                jpeg jpg;
    image/png                 png;
    image/svg+xml             svg svgz;
    application/javascript    js;
    application/json          json;
}
`;

/** By path. */
export const nginxFiles: Readonly<Record<string, string>> = {
  '/usr/share/nginx/html/index.html': page,
  '/etc/nginx/nginx.conf': mainConfig,
  '/etc/nginx/conf.d/default.conf': defaultServer,
  '/etc/nginx/mime.types': mimeTypes,
};

/** Logs go where `docker logs` finds them. */
export const nginxLinks: Readonly<Record<string, string>> = {
  '/var/log/nginx/access.log': '/dev/stdout',
  '/var/log/nginx/error.log': '/dev/stderr',
};

/** haproxy runs as a master in the foreground; options alone mean haproxy. */
export const haproxyEntrypoint = `#!/bin/sh
set -e

if [ "\${1#-}" != "$1" ]; then
	set -- haproxy "$@"
fi

if [ "$1" = haproxy ]; then
	shift
	set -- haproxy -W -db "$@"
fi

exec "$@"
`;

/** Options alone mean traefik. */
export const traefikEntrypoint = `#!/bin/sh
set -e

if [ "\${1#-}" != "$1" ]; then
	set -- traefik "$@"
fi

exec "$@"
`;
