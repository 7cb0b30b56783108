import type {Finding} from '../model/finding.js';
import {compareVersions, newest} from '../versions/version.js';
import type {Bundle, ComponentName} from './bundle.js';
import {namesOf} from './required.js';

interface Missing {
  readonly component: ComponentName;
  /** The version that was asked for; undefined if any that suits would do. */
  readonly exact: string | undefined;
  /** The version of Kubernetes that is to be installed. */
  readonly kubernetes: string;
}

/** @param complete versions that the bundle has in full. */
export const absent = (missing: Missing, complete: readonly string[], bundle: Bundle): Finding => {
  const {component, exact, kubernetes} = missing;
  const suited = component === 'etcd' && exact === undefined ? ` that suits Kubernetes ${kubernetes}` : '';
  const versions = complete.toSorted(compareVersions);
  return {
    code: 'artifacts/not-in-bundle',
    level: 'error',
    message: `The ${KINDS[bundle.kind]} has no ${[component, exact].filter(Boolean).join(' ')}${suited}; ${present(component, versions, bundle)}`,
    fix: addition(missing, bundle),
  };
};

const KINDS: Readonly<Record<Bundle['kind'], string>> = {Bundle: 'bundle', Lock: 'lock file'};

const present = (component: ComponentName, complete: readonly string[], {artifacts}: Bundle): string => {
  if (complete.length > 0) return `it has ${complete.join(', ')}`;
  const parts = artifacts.filter(artifact => artifact.component === component);
  if (parts.length === 0) return 'it has no version of it';
  const version = newest(parts.map(part => part.version));
  const names = new Set(parts.filter(part => part.version === version).map(part => part.name));
  return `its ${version} lacks ${namesOf(component)
    .filter(name => !names.has(name))
    .join(', ')}`;
};

/** Without --etcd the version of the catalog is taken. */
const addition = ({component, exact, kubernetes}: Missing, {kind}: Bundle): string => {
  const etcd = component === 'etcd' && exact !== undefined ? ` --etcd ${exact}` : '';
  return kind === 'Lock'
    ? `Add it to the lock file: \`quorate bundle fetch --kubernetes ${kubernetes}${etcd}\``
    : `Add it to the bundle: \`quorate bundle build --kubernetes ${kubernetes}${etcd}\`, with --output DIR if spec.artifacts.bundle is set`;
};
