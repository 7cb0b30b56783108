import type {RegistryConfig} from '../../model/config.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {HostFacts} from '../../model/observed.js';
import type {OperatorSource} from '../../model/operator-file.js';
import type {RenderedFile} from '../types.js';
import {
  DEFAULT_REGISTRY,
  folderOfHostsToml,
  hostsToml,
  hostsTomlPath,
  NO_ENTRY,
  registryCaPath,
  registryFolder,
} from './hosts-toml.js';

/** A file on a host whose content is made on the machine of the operator when a run writes it. */
export interface OperatorFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly source: OperatorSource;
}

type Registries = Pick<DesiredCluster, 'registries'>;
type Owned = Pick<HostFacts, 'owned'>;

/** The hosts.toml without credentials. */
export const registryFiles = (desired: Registries, facts: Owned): readonly RenderedFile[] =>
  folders(desired, facts)
    .filter(({registry}) => registry?.credentials === undefined)
    .map(({folder, registry}) => ({
      path: hostsTomlPath(folder),
      mode: '644',
      text: registry === undefined ? NO_ENTRY : hostsToml(registry),
    }));

/** CA certificates of registries, then each hosts.toml with credentials. */
export const registryOperatorFiles = (desired: Registries, facts: Owned): readonly OperatorFile[] => [
  ...desired.registries
    .filter(({ca}) => ca !== undefined)
    .map(({host}) => ({path: registryCaPath(host), mode: '644', source: caSource(host)})),
  ...folders(desired, facts).flatMap(({folder, registry}) =>
    registry?.credentials === undefined
      ? []
      : [{path: hostsTomlPath(folder), mode: '600', source: hostsSource(registry.host)}],
  ),
];

export const caSource = (registry: string): OperatorSource => `registry-ca/${registry}`;
export const hostsSource = (registry: string): OperatorSource => `registry-hosts/${registry}`;

interface Folder {
  readonly folder: string;
  /** undefined: containerd uses its defaults. */
  readonly registry: RegistryConfig | undefined;
}

/**
 * A folder for each registry, and those that quorate wrote on the host for registries that are no longer configured.
 * As long as such a folder exists, containerd does not look into that of the default registry, so it gets the same.
 */
function folders({registries}: Registries, {owned}: Owned): readonly Folder[] {
  const configured = registries.map(registry => ({folder: registryFolder(registry.host), registry}));
  const fallback = registries.find(({host}) => host === DEFAULT_REGISTRY);
  const left = [...owned]
    .flatMap(path => folderOfHostsToml(path) ?? [])
    .filter(folder => !configured.some(each => each.folder === folder))
    .sort();
  return [...configured, ...left.map(folder => ({folder, registry: fallback}))];
}
