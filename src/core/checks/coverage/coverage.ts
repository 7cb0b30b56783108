import {
  ARCHES,
  type Arch,
  type Artifact,
  type Bundle,
  type ComponentName,
  type HostRelease,
  type Versions,
} from '../../artifacts/bundle.js';
import {listedVersion} from '../../artifacts/catalog.js';
import {placeholderRelease} from '../../artifacts/placeholder-release.js';
import {chooseRelease} from '../../artifacts/release.js';
import {COMPONENTS, namesOf, REQUIRED} from '../../artifacts/required.js';
import {Failure} from '../../failure.js';
import {BLANK_HOST} from '../../model/blank-host.js';
import type {DesiredCluster} from '../../model/desired.js';
import {renderHost} from '../../render/host.js';
import {clusterObjects} from '../../render/kube/objects.js';
import type {Templates} from '../../render/types.js';
import {compareVersions, newest} from '../../versions/version.js';
import {unknownImages, unknownNames} from './named.js';
import {sampleClusters} from './sample-clusters.js';

/** What was rendered, and what the bundle lacks for it. */
export interface Coverage {
  /** Versions of Kubernetes, oldest first. */
  readonly kubernetes: readonly string[];
  readonly arches: readonly Arch[];
  /** "kube-proxy 1.36.3 (arm64)" */
  readonly missing: readonly string[];
}

/**
 * Renders every kind of host for each version of Kubernetes and each architecture of a bundle, and compares every binary,
 * path and image that is named anywhere with the bundle.
 * @param cluster the only one to render; otherwise samples are.
 */
export const coverageOf = (bundle: Bundle, templates: Templates, cluster?: DesiredCluster): Coverage => {
  const parts = bundle.artifacts.filter(({component}) => component === 'kubernetes');
  const kubernetes =
    cluster === undefined
      ? [...new Set(parts.map(({version}) => version))].toSorted(compareVersions)
      : [cluster.kubernetesVersion];
  const missing = kubernetes.flatMap(version => {
    const clusters = cluster === undefined ? sampleClusters(version) : [cluster];
    const arches = archesOf(parts.filter(each => each.version === version));
    // A version that the bundle does not have at all is missing for the architectures that it has.
    return (arches.length > 0 ? arches : archesOf(bundle.artifacts)).flatMap(arch =>
      clusters.flatMap(each => missingFor(each, arch, bundle, templates)),
    );
  });
  if (kubernetes.length === 0) missing.push('any version of Kubernetes');
  return {kubernetes, arches: archesOf(bundle.artifacts), missing: [...new Set(missing)]};
};

const archesOf = (artifacts: readonly Artifact[]): readonly Arch[] =>
  ARCHES.filter(arch => artifacts.some(each => each.arch === arch));

const missingFor = (cluster: DesiredCluster, arch: Arch, bundle: Bundle, templates: Templates): readonly string[] => {
  const versions = versionsFor(cluster, bundle);
  const present = new Map(
    bundle.artifacts
      .filter(each => each.arch === arch && versions[each.component] === each.version)
      .map(each => [each.name, each]),
  );
  // With placeholders for what is missing, rendering does not end at the first.
  const placeholders = placeholderRelease(cluster).arches.get('')!.artifacts;
  const release: HostRelease = {arch, versions, artifacts: new Map([...placeholders, ...present])};
  const lacks = (name: string): readonly string[] =>
    present.has(name) ? [] : [`${name} ${versions[componentOf(name)] ?? ''} (${arch})`];
  try {
    const renderings = cluster.hosts.map(({name}) =>
      renderHost({desired: cluster, release, facts: {...BLANK_HOST, arch}, templates}, name),
    );
    const objects = JSON.stringify(clusterObjects(cluster, {versions, arches: new Map([[arch, release]])}));
    const images = [...release.artifacts.values()].flatMap(({image}) => image ?? []);
    return [
      ...renderings.flatMap(({artifacts}) => artifacts.flatMap(({artifact}) => lacks(artifact))),
      ...renderings.flatMap(each => unknownNames(each, release)),
      ...unknownImages(objects, images).map(named => `the image ${named} (in the objects of the cluster)`),
    ];
  } catch (error) {
    // An artifact that is in no table of components.
    if (error instanceof Failure) return [error.message];
    throw error;
  }
};

/** As a cluster would choose them; without a complete set, the version of the catalog or the newest that is there. */
const versionsFor = (cluster: DesiredCluster, bundle: Bundle): Versions => {
  const {kubernetesVersion, etcdVersion} = cluster;
  const chosen = chooseRelease({kubernetesVersion, ...(etcdVersion === undefined ? {} : {etcdVersion})}, bundle);
  if ('release' in chosen) return chosen.release.versions;
  const versionOf = (component: ComponentName): string | undefined => {
    if (component === 'kubernetes') return kubernetesVersion;
    if (component === 'etcd' && etcdVersion !== undefined) return etcdVersion;
    const listed = listedVersion(component, kubernetesVersion);
    const present = bundle.artifacts.filter(each => each.component === component).map(({version}) => version);
    return listed !== undefined && present.includes(listed) ? listed : (newest(present) ?? listed);
  };
  const components = Object.keys(REQUIRED) as (keyof typeof REQUIRED)[];
  return Object.fromEntries(components.map(each => [each, versionOf(each)])) as unknown as Versions;
};

const componentOf = (name: string): ComponentName =>
  COMPONENTS.find(component => namesOf(component).includes(name)) ?? 'kubernetes';
