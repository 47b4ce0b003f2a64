// What this client says of itself.
// Source: docker/cli v28.5.2 (cli/version), its release's build.
// Not modelled: other builds.

export const CLIENT_VERSION = '28.5.2';
/** The commit of docker/cli that tag v28.5.2 names. */
export const CLIENT_BUILD = 'ecc6942';
export const CLIENT_GO_VERSION = 'go1.24.9';
export const CLIENT_BUILT = 'Wed Nov  5 14:42:35 2025';
export const CLIENT_PLATFORM = 'linux/amd64';
