import type {Finding} from '../model/finding.js';
import type {Artifact, Bundle, ComponentName, Release} from './bundle.js';
import {etcdFor, OLDEST_ETCD} from './etcd-support.js';
import {REQUIRED} from './required.js';
import {compareVersions, newest} from './version.js';

export interface RequestedRelease {
  readonly kubernetesVersion: string;
  readonly etcdVersion?: string;
  /** "amd64", "arm64" */
  readonly arch: string;
}

/**
 * The artifacts for a cluster: the given Kubernetes, the given etcd or the newest that suits it, and the newest of all
 * other components. A version that lacks one of its artifacts counts as absent.
 */
export const chooseRelease = (
  requested: RequestedRelease,
  bundle: Bundle,
): {readonly release: Release} | {readonly findings: readonly Finding[]} => {
  const chosen = new Map<ComponentName, string>();
  const findings = [...architecture(requested, bundle), ...etcdTooOld(requested)];
  for (const component of COMPONENTS) {
    const complete = completeVersions(component, bundle);
    const version = choose(component, complete, requested);
    if (version !== undefined) chosen.set(component, version);
    else if (component in REQUIRED) findings.push(absent(component, complete, requested, bundle));
  }
  return findings.length > 0 ? {findings} : {release: releaseOf(bundle, chosen)};
};

const COMPONENTS: readonly ComponentName[] = [...(Object.keys(REQUIRED) as ComponentName[]), 'agnhost'];

const choose = (
  component: ComponentName,
  complete: readonly string[],
  requested: RequestedRelease,
): string | undefined => {
  const exact = requestedVersion(component, requested);
  if (exact !== undefined) return complete.find(version => version === exact);
  return component === 'etcd' ? etcdFor(requested.kubernetesVersion, complete) : newest(complete);
};

const requestedVersion = (component: ComponentName, requested: RequestedRelease): string | undefined => {
  if (component === 'kubernetes') return requested.kubernetesVersion;
  return component === 'etcd' ? requested.etcdVersion : undefined;
};

/** Oldest first. */
export const versionsOf = (component: ComponentName, bundle: Bundle): readonly string[] =>
  completeVersions(component, bundle).toSorted(compareVersions);

const completeVersions = (component: ComponentName, {artifacts}: Bundle): readonly string[] => {
  const names = new Map<string, Set<string>>();
  for (const {version, name} of artifacts.filter(artifact => artifact.component === component))
    names.set(version, (names.get(version) ?? new Set<string>()).add(name));
  return [...names]
    .filter(([, present]) => required(component).every(name => present.has(name)))
    .map(([version]) => version);
};

const required = (component: ComponentName): readonly string[] =>
  component === 'agnhost' ? ['agnhost'] : REQUIRED[component];

const releaseOf = (bundle: Bundle, chosen: ReadonlyMap<ComponentName, string>): Release => ({
  arch: bundle.arch,
  versions: Object.fromEntries(chosen) as Release['versions'],
  artifacts: new Map(
    bundle.artifacts
      .filter(({component, version}) => chosen.get(component) === version)
      .map(artifact => [artifact.name, artifact] satisfies [string, Artifact]),
  ),
});

const architecture = ({arch}: RequestedRelease, bundle: Bundle): Finding[] =>
  arch === bundle.arch
    ? []
    : [
        {
          code: 'artifacts/architecture',
          level: 'error',
          message: `The hosts are ${arch} machines; the bundle has binaries for ${bundle.arch}`,
          fix: `Build a bundle on a machine of ${arch} and name it in spec.artifacts.bundle: \`quorate bundle build --output DIR\``,
        },
      ];

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

const absent = (
  component: ComponentName,
  complete: readonly string[],
  requested: RequestedRelease,
  bundle: Bundle,
): Finding => {
  const exact = requestedVersion(component, requested);
  const versions = complete.toSorted(compareVersions);
  const suited =
    component === 'etcd' && exact === undefined ? ` that suits Kubernetes ${requested.kubernetesVersion}` : '';
  return {
    code: 'artifacts/not-in-bundle',
    level: 'error',
    message: `The bundle has no ${[component, exact].filter(Boolean).join(' ')}${suited}; ${present(component, versions, bundle)}`,
    fix: buildCommand(component, exact, requested),
  };
};

const present = (component: ComponentName, complete: readonly string[], {artifacts}: Bundle): string => {
  if (complete.length > 0) return `it has ${complete.join(', ')}`;
  const parts = artifacts.filter(artifact => artifact.component === component);
  if (parts.length === 0) return 'it has no version of it';
  const version = newest(parts.map(part => part.version));
  const names = new Set(parts.filter(part => part.version === version).map(part => part.name));
  return `its ${version} lacks ${required(component)
    .filter(name => !names.has(name))
    .join(', ')}`;
};

/** Without --etcd the newest version that suits Kubernetes is built. */
const buildCommand = (component: ComponentName, exact: string | undefined, requested: RequestedRelease): string => {
  const command = `quorate bundle build --kubernetes ${requested.kubernetesVersion}`;
  const etcd = component === 'etcd' && exact !== undefined ? ` --etcd ${exact}` : '';
  return `Add it to the bundle: \`${command}${etcd}\`, with --output DIR if spec.artifacts.bundle is set`;
};
