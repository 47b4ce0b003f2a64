// docker compose build, publish, push and watch
// Source: docker/compose cmd/compose/{build,publish,push,watch}.go; pkg/compose of the same names.
// Not modelled: registries, watching: what asks for them says so.
import { atLeast, exactly } from '../../cli/command.ts';
import { Failure, notSimulated } from '../../cli/failure.ts';
import { flag } from '../../cli/flags.ts';
import { buildServices } from '../backend/build.ts';
import type { ComposeCommand } from '../command.ts';
import { select, serviceNames, serviceOf } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { listOf, mapOf } from '../model/values.ts';

export const build: ComposeCommand = {
  kind: 'leaf',
  name: 'build',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Build or rebuild services',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'push', 'Push service images'),
    flag('bool', 'quiet', 'Suppress the build output', { short: 'q' }),
    flag('bool', 'pull', 'Always attempt to pull a newer version of the image'),
    flag('stringArray', 'build-arg', 'Set build-time variables for services'),
    flag(
      'string',
      'ssh',
      "Set SSH authentications used when building service images. (use 'default' for using your default SSH Agent)",
    ),
    flag('string', 'builder', 'Set builder to use'),
    flag('bool', 'with-dependencies', 'Also build dependencies (transitively)'),
    flag('string', 'provenance', 'Add a provenance attestation'),
    flag('string', 'sbom', 'Add a SBOM attestation'),
    flag('bool', 'no-cache', 'Do not use cache when building the image'),
    flag('bytes', 'memory', 'Set memory limit for the build container. Not supported by BuildKit.', { short: 'm' }),
    flag('bool', 'print', 'Print equivalent bake file'),
    flag('bool', 'check', 'Check build configuration'),
  ],
  *run(invocation, options) {
    const project = yield* invocation.project();
    const chosen = select(project, options.args, options.bool('with-dependencies') ? 'dependencies' : 'nothing');
    const services = [...chosen.services.values()].filter(({ config }) => 'build' in config);
    for (const name of ['push', 'print', 'check', 'ssh', 'sbom', 'provenance', 'memory', 'builder']) {
      if (options.changed(name) && services.length > 0) throw notSimulated(`docker compose build --${name}`);
    }
    const quiet = options.bool('quiet');
    const backend = invocation.backend(quiet);
    const how = { quiet, noCache: options.bool('no-cache'), args: options.list('build-arg') };
    yield* backend.progress.during(buildServices(backend, project, services.sort(byName), how), 'Building');
    return 0;
  },
};

function byName(a: Service, b: Service): number {
  return a.name < b.name ? -1 : 1;
}

export const push: ComposeCommand = {
  kind: 'leaf',
  name: 'push',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Push service images',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'ignore-push-failures', 'Push what it can and ignores images with push failures'),
    flag('bool', 'include-deps', 'Also push images of services declared as dependencies'),
    flag('bool', 'quiet', 'Push without printing progress information', { short: 'q' }),
  ],
  *run(invocation, options) {
    const loaded = yield* invocation.project(options.args);
    const project = options.bool('include-deps') ? loaded : select(loaded, options.args, 'nothing');
    const { progress } = invocation.backend(options.bool('quiet'));
    for (const name of serviceNames(project)) {
      const { config } = serviceOf(project, name);
      if ('build' in config && 'image' in config) throw notSimulated('docker compose push');
      yield* progress.during(progress.event({ id: name, status: 'done', text: 'Skipped' }), 'Pushing');
    }
    return 0;
  },
};

export const watch: ComposeCommand = {
  kind: 'leaf',
  name: 'watch',
  synopsis: '[SERVICE...]',
  short: 'Watch build context for service and rebuild/refresh containers when files are updated',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'quiet', 'hide build output'),
    flag('bool', 'prune', 'Prune dangling images on rebuild', { default: 'true' }),
    flag('bool', 'no-up', 'Do not build & start services before watching'),
  ],
  *run(invocation, options) {
    const project = yield* invocation.project(options.args);
    const rules = [...project.services.values()].flatMap(({ config }) => listOf(mapOf(config.develop).watch));
    if (rules.length > 0) throw notSimulated('docker compose watch');
    throw new Failure("none of the selected services is configured for watch, consider setting a 'develop' section");
  },
};

export const publish: ComposeCommand = {
  kind: 'leaf',
  name: 'publish',
  synopsis: '[OPTIONS] REPOSITORY[:TAG]',
  short: 'Publish compose application',
  args: exactly(1),
  complains: 'docker',
  flags: [
    flag('bool', 'resolve-image-digests', 'Pin image tags to digests'),
    flag('string', 'oci-version', 'OCI image/artifact specification version (automatically determined by default)'),
    flag('bool', 'with-env', 'Include environment variables in the published OCI artifact'),
    flag('bool', 'yes', 'Assume "yes" as answer to all prompts', { short: 'y' }),
    flag('bool', 'app', 'Published compose application (includes referenced images)'),
  ],
  *run(invocation) {
    yield* invocation.project();
    throw notSimulated('docker compose publish');
  },
};
