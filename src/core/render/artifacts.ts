import type {Artifact, HostRelease} from '../artifacts/bundle.js';
import {binary, installedLink, linkTarget, pathOf, pathOn} from '../artifacts/install-paths.js';
import {Failure} from '../failure.js';
import type {HostRendering, RenderInput} from './types.js';

/** Binaries of one version, and the links to the version in use. */
export function binaries(
  {release, facts}: Pick<RenderInput, 'release' | 'facts'>,
  names: readonly string[],
): Pick<HostRendering, 'artifacts' | 'links'> {
  const found = names
    .map(name => artifactOf(release, name))
    .map(artifact => ({artifact, path: pathOn(facts, artifact)}));
  return {
    artifacts: found.map(({artifact, path}) => ({artifact: artifact.name, path})),
    links: found.map(({artifact, path}) => ({path: installedLink(artifact), target: linkTarget(artifact, path)})),
  };
}

/** Links for shells on the host. */
export const commandLinks = (names: readonly string[]): Pick<HostRendering, 'links'> => ({
  links: names.map(name => ({path: `/usr/local/bin/${name}`, target: binary(name)})),
});

export function images(release: HostRelease, names: readonly string[]): Pick<HostRendering, 'artifacts' | 'images'> {
  const found = names.map(name => artifactOf(release, name));
  return {
    artifacts: found.map(artifact => ({artifact: artifact.name, path: pathOf(artifact)})),
    images: found.map(artifact => ({
      image: imageOf(release, artifact.name),
      path: pathOf(artifact),
      ...(artifact.imageDigest === undefined ? {} : {imageDigest: artifact.imageDigest}),
    })),
  };
}

/** The reference of an image of the release. */
export function imageOf(release: HostRelease, name: string): string {
  const {image} = artifactOf(release, name);
  if (image === undefined) throw lacking(release, `an image reference for ${name}`);
  return image;
}

function artifactOf(release: HostRelease, name: string): Artifact {
  const artifact = release.artifacts.get(name);
  if (artifact === undefined) throw lacking(release, name);
  return artifact;
}

const lacking = (release: HostRelease, what: string): Failure =>
  new Failure('artifacts/incomplete', `The bundle for Kubernetes ${release.versions.kubernetes} lacks ${what}.`, {
    suggestions: [
      `build what is missing: \`quorate bundle build --kubernetes ${release.versions.kubernetes} --etcd ${release.versions.etcd}\`, with --output DIR if spec.artifacts.bundle is set; with a lock file \`quorate bundle fetch --kubernetes ${release.versions.kubernetes} --etcd ${release.versions.etcd}\``,
    ],
  });
