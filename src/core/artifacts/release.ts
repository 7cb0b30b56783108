import type {Finding} from '../model/finding.js';
import {etcdFor, OLDEST_ETCD} from '../versions/etcd-support.js';
import {compareVersions, newest} from '../versions/version.js';
import {absent} from './absent.js';
import {ARCHES, type Artifact, type Bundle, type ComponentName, type Release, type Versions} from './bundle.js';
import {listedVersion} from './catalog.js';
import {completeVersions, completeVersionsOf} from './complete.js';
import {COMPONENTS, REQUIRED} from './required.js';

export interface RequestedRelease {
  readonly kubernetesVersion: string;
  readonly etcdVersion?: string;
}

/**
 * The artifacts for a cluster: the given Kubernetes, the given etcd, and of everything else the version of the catalog.
 * Where the bundle lacks that one, the newest that suits. A version that lacks one of its artifacts counts as absent.
 */
export const chooseRelease = (
  requested: RequestedRelease,
  bundle: Bundle,
): {readonly release: Release} | {readonly findings: readonly Finding[]} => {
  const chosen = new Map<ComponentName, string>();
  const findings = [...etcdTooOld(requested)];
  for (const component of COMPONENTS) {
    const complete = completeVersions(component, bundle);
    const exact = requestedVersion(component, requested);
    const version = exact === undefined ? suited(component, requested, bundle) : complete.find(each => each === exact);
    if (version !== undefined) chosen.set(component, version);
    else if (component in REQUIRED)
      findings.push(absent({component, exact, kubernetes: requested.kubernetesVersion}, complete, bundle));
  }
  if (findings.length > 0) return {findings};
  const release = releaseOf(bundle, chosen);
  return release.arches.size > 0 ? {release} : {findings: [noArchitecture(requested, bundle)]};
};

const requestedVersion = (component: ComponentName, requested: RequestedRelease): string | undefined => {
  if (component === 'kubernetes') return requested.kubernetesVersion;
  return component === 'etcd' ? requested.etcdVersion : undefined;
};

/** Of the catalog; else the newest that every architecture of the bundle has; else the newest. */
const suited = (
  component: ComponentName,
  {kubernetesVersion}: RequestedRelease,
  bundle: Bundle,
): string | undefined => {
  const complete = completeVersions(component, bundle);
  const listed = listedVersion(component, kubernetesVersion);
  if (listed !== undefined && complete.includes(listed)) return listed;
  const arches = ARCHES.filter(arch => bundle.artifacts.some(each => each.arch === arch));
  const everywhere = complete.filter(version =>
    arches.every(arch => completeVersionsOf(component, arch, bundle).includes(version)),
  );
  const best = (among: readonly string[]) => (component === 'etcd' ? etcdFor(kubernetesVersion, among) : newest(among));
  return best(everywhere) ?? best(complete);
};

/** Oldest first. */
export const versionsOf = (component: ComponentName, bundle: Bundle): readonly string[] =>
  completeVersions(component, bundle).toSorted(compareVersions);

const releaseOf = (bundle: Bundle, chosen: ReadonlyMap<ComponentName, string>): Release => {
  const versions = Object.fromEntries(chosen) as unknown as Versions;
  const complete = ARCHES.filter(arch =>
    [...chosen].every(
      ([component, version]) =>
        component === 'agnhost' || completeVersionsOf(component, arch, bundle).includes(version),
    ),
  );
  const artifacts = (arch: string) =>
    new Map(
      bundle.artifacts
        .filter(each => each.arch === arch && chosen.get(each.component) === each.version)
        .map(artifact => [artifact.name, artifact] satisfies [string, Artifact]),
    );
  return {versions, arches: new Map(complete.map(arch => [arch, {arch, versions, artifacts: artifacts(arch)}]))};
};

/** Each component is complete for some architecture, and no architecture has all of them. */
const noArchitecture = ({kubernetesVersion}: RequestedRelease, {kind}: Bundle): Finding => ({
  code: 'artifacts/architecture',
  level: 'error',
  message: `The ${kind === 'Lock' ? 'lock file' : 'bundle'} has the components for Kubernetes ${kubernetesVersion} for different architectures, and all of them for none`,
  fix: `Add what is missing: \`quorate bundle fetch --kubernetes ${kubernetesVersion} --arch amd64,arm64${kind === 'Lock' ? '' : ' --download'}\``,
});

const etcdTooOld = ({etcdVersion}: RequestedRelease): readonly Finding[] =>
  etcdVersion === undefined || compareVersions(etcdVersion, OLDEST_ETCD) >= 0
    ? []
    : [
        {
          code: 'artifacts/etcd-too-old',
          level: 'error',
          message: `etcd ${etcdVersion} is too old: it may promote a learner that lags behind; the oldest supported is ${OLDEST_ETCD}`,
          fix: `Set spec.etcd.version to ${OLDEST_ETCD} or later, or delete it`,
        },
      ];
