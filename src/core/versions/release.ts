import type {Finding} from '../model/finding.js';
import type {Artifact, Bundle, ComponentName, Release} from './bundle.js';
import {etcdFor, OLDEST_ETCD, suitedMinors} from './etcd-support.js';
import {REQUIRED} from './required.js';
import {compareVersions, newest} from './version.js';

export interface WantedRelease {
  readonly kubernetesVersion: string;
  readonly etcdVersion?: string;
  /** "amd64", "arm64" */
  readonly arch: string;
}

/**
 * The artifacts for a cluster: Kubernetes as wanted, etcd as wanted or the newest that suits it, the newest of the
 * rest. A version that lacks one of its artifacts counts as absent.
 */
export const chooseRelease = (
  wanted: WantedRelease,
  bundle: Bundle,
): {readonly release: Release} | {readonly findings: readonly Finding[]} => {
  const chosen = new Map<ComponentName, string>();
  const findings = [...architecture(wanted, bundle), ...etcdTooOld(wanted)];
  for (const component of COMPONENTS) {
    const complete = completeVersions(component, bundle);
    const version = choose(component, complete, wanted);
    if (version !== undefined) chosen.set(component, version);
    else if (component in REQUIRED) findings.push(absent(component, complete, wanted, bundle));
  }
  return findings.length > 0 ? {findings} : {release: releaseOf(bundle, chosen)};
};

const COMPONENTS: readonly ComponentName[] = [...(Object.keys(REQUIRED) as ComponentName[]), 'agnhost'];

const choose = (component: ComponentName, complete: readonly string[], wanted: WantedRelease): string | undefined => {
  const asked = askedFor(component, wanted);
  if (asked !== undefined) return complete.find(version => version === asked);
  return component === 'etcd' ? etcdFor(wanted.kubernetesVersion, complete) : newest(complete);
};

const askedFor = (component: ComponentName, wanted: WantedRelease): string | undefined => {
  if (component === 'kubernetes') return wanted.kubernetesVersion;
  return component === 'etcd' ? wanted.etcdVersion : undefined;
};

/** Oldest first. */
export const versionsOf = (component: ComponentName, bundle: Bundle): readonly string[] =>
  completeVersions(component, bundle).toSorted(compareVersions);

const completeVersions = (component: ComponentName, {artifacts}: Bundle): readonly string[] => {
  const names = new Map<string, Set<string>>();
  for (const {version, name} of artifacts.filter(artifact => artifact.component === component))
    names.set(version, (names.get(version) ?? new Set<string>()).add(name));
  return [...names].filter(([, held]) => required(component).every(name => held.has(name))).map(([version]) => version);
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

const architecture = ({arch}: WantedRelease, bundle: Bundle): Finding[] =>
  arch === bundle.arch
    ? []
    : [
        {
          code: 'artifacts/architecture',
          level: 'error',
          message: `The hosts are ${arch} machines, the bundle holds binaries for ${bundle.arch}`,
          fix: `Name a bundle for ${arch} in artifacts.bundle`,
        },
      ];

const etcdTooOld = ({etcdVersion}: WantedRelease): readonly Finding[] =>
  etcdVersion === undefined || compareVersions(etcdVersion, OLDEST_ETCD) >= 0
    ? []
    : [
        {
          code: 'artifacts/etcd-too-old',
          level: 'error',
          message: `etcd ${etcdVersion} is too old: it may promote a learner that lags behind; the oldest supported is ${OLDEST_ETCD}`,
          fix: `Set etcd.version to ${OLDEST_ETCD} or later, or leave it out`,
        },
      ];

const absent = (
  component: ComponentName,
  complete: readonly string[],
  wanted: WantedRelease,
  bundle: Bundle,
): Finding => {
  const asked = askedFor(component, wanted);
  const versions = complete.toSorted(compareVersions);
  const suited =
    component === 'etcd' && asked === undefined ? ` that suits Kubernetes ${wanted.kubernetesVersion}` : '';
  return {
    code: 'artifacts/not-in-bundle',
    level: 'error',
    message: `The bundle has no ${[component, asked].filter(Boolean).join(' ')}${suited}; ${held(component, versions, bundle)}`,
    fix: buildCommand(component, asked, wanted),
  };
};

const held = (component: ComponentName, complete: readonly string[], {artifacts}: Bundle): string => {
  if (complete.length > 0) return `it has ${complete.join(', ')}`;
  const parts = artifacts.filter(artifact => artifact.component === component);
  if (parts.length === 0) return 'it has none at all';
  const version = newest(parts.map(part => part.version));
  const names = new Set(parts.filter(part => part.version === version).map(part => part.name));
  return `its ${version} lacks ${required(component)
    .filter(name => !names.has(name))
    .join(', ')}`;
};

const buildCommand = (component: ComponentName, asked: string | undefined, wanted: WantedRelease): string => {
  const command = `quorate bundle build --kubernetes ${wanted.kubernetesVersion}`;
  if (component !== 'etcd') return command;
  return asked === undefined
    ? `${command} (etcd ${suitedMinors(wanted.kubernetesVersion).join(' or ')})`
    : `${command} --etcd ${asked}`;
};
