import type {Finding} from '../model/finding.js';
import type {Arch, Artifact, Bundle, Versions} from './bundle.js';
import {artifactOf} from './parse-artifact.js';
import {API_VERSION, artifactKey} from './parse-manifest.js';
import {type UpstreamFile, type UpstreamImage, upstreamFiles, upstreamImages} from './upstream.js';

/** A manifest, sorted by key: equal artifacts give equal manifests. */
export const manifestOf = (kind: Bundle['kind'], artifacts: readonly Artifact[]): Bundle => ({
  apiVersion: API_VERSION,
  kind,
  artifacts: artifacts.map(artifactOf).sort((one, other) => (artifactKey(one) < artifactKey(other) ? -1 : 1)),
});

/** Equal manifests give equal bytes. */
export const manifestText = (manifest: Bundle): string => `${JSON.stringify(manifest, null, 2)}\n`;

/**
 * The lock with the found artifacts added. What it has stays as it is, but for a signature that was found.
 * Findings 'artifacts/lock-conflict' if a file or an image that it names has another digest or size among those found.
 */
export const withFound = (lock: Bundle, found: readonly Artifact[]): Bundle | readonly Finding[] => {
  const conflicts = conflictsOf(lock.artifacts, found);
  if (conflicts.length > 0) return conflicts;
  const known = new Map(lock.artifacts.map(artifact => [artifactKey(artifact), artifact]));
  const added = found.map(({stored: _, ...artifact}) => artifact);
  for (const artifact of added) known.set(artifactKey(artifact), {...known.get(artifactKey(artifact)), ...artifact});
  return manifestOf('Lock', [...known.values()]);
};

const conflictsOf = (known: readonly Artifact[], found: readonly Artifact[]): readonly Finding[] => {
  const pinned = new Map(known.flatMap(pinsOf));
  const differing = new Map(found.flatMap(pinsOf).filter(([what, pin]) => (pinned.get(what) ?? pin) !== pin));
  return [...differing].map(([what, pin]) => ({
    code: 'artifacts/lock-conflict',
    level: 'error',
    message: `${what} has ${pin}, and the lock file has ${pinned.get(what)}`,
  }));
};

/** What must be the same wherever it is named: content, downloaded file, image of all architectures. */
const pinsOf = (artifact: Artifact): readonly (readonly [string, string])[] => {
  const {source, image, imageDigest} = artifact;
  return [
    [`the content of ${artifactKey(artifact)}`, measured(artifact)],
    ...(source?.kind === 'file' ? [[source.path, measured(source)] as const] : []),
    ...(image === undefined || imageDigest === undefined ? [] : [[image, `the digest ${imageDigest}`] as const]),
  ];
};

const measured = ({sha256, size}: Pick<Artifact, 'sha256' | 'size'>): string =>
  `the digest ${sha256} and ${size} bytes`;

/** What a lock lacks of versions. */
export interface Lacking {
  readonly files: readonly UpstreamFile[];
  readonly images: readonly {readonly image: UpstreamImage; readonly arch: Arch}[];
}

/** The files and images of upstream with an artifact that the lock does not have. */
export const lackingIn = (lock: Bundle, versions: Versions, arches: readonly Arch[]): Lacking => {
  const keys = new Set(lock.artifacts.map(artifactKey));
  return {
    files: arches
      .flatMap(arch => upstreamFiles(versions, arch))
      .filter(file => file.contents.some(({name}) => !keys.has(artifactKey({...file, name})))),
    images: arches
      .flatMap(arch => upstreamImages(versions).map(image => ({image, arch})))
      .filter(({image, arch}) => !keys.has(artifactKey({...image, arch, name: image.component}))),
  };
};

/** The artifacts of these versions and architectures that a lock has. */
export const lockedOf = (lock: Bundle, versions: Versions, arches: readonly Arch[]): readonly Artifact[] =>
  lock.artifacts.filter(({component, version, arch}) => versions[component] === version && arches.includes(arch));
