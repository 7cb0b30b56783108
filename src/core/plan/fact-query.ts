import {PREFLIGHT_COMMANDS, PREFLIGHT_UNITS} from '../checks/preflight/commands.js';
import type {DesiredCluster} from '../model/desired.js';
import {unknown} from '../model/fact.js';
import {IDENTITY, IDENTITY_COPY} from '../model/identity-record.js';
import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {sharedFiles} from '../pki/shared-secrets.js';
import {ETCD_BOOTSTRAP_ENV} from '../render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../render/etcd/marker.js';
import {RESOLVER_UNIT} from '../render/kubernetes/kubelet-configuration.js';
import type {Templates} from '../render/types.js';
import type {Release} from '../versions/bundle.js';
import {type DesiredHostState, desiredOn} from './desired-actions.js';

/** What has to be asked of a host so that a plan for it can be made. Paths, units and the like by name. */
export interface FactQuery {
  readonly paths: readonly string[];
  readonly publicTexts: readonly string[];
  readonly units: readonly string[];
  readonly modules: readonly string[];
  readonly sysctls: readonly string[];
  readonly commands: readonly string[];
}

/** The question follows from what is wanted there, rendered for a host of which nothing is known yet. */
export function factQuery(desired: DesiredCluster, release: Release, templates: Templates, host: HostName): FactQuery {
  const observed = {
    hosts: new Map(),
    etcd: unknown('not asked yet'),
    apiReady: new Map(),
    kube: unknown('not asked yet'),
  };
  const wanted = desiredOn(host, BLANK, {desired, release, templates, observed, now: new Date(0)});
  const actions = [...wanted.upload, ...wanted.trust, ...wanted.configure];
  const certs = actions.flatMap(action => (action.kind === 'cert/issue' ? [action.cert] : []));
  return {
    paths: [
      ...actions.flatMap(action => ('path' in action ? [action.path] : [])),
      ...actions.flatMap(action =>
        action.kind === 'secret/put' ? sharedFiles(action.name).map(file => file.path) : [],
      ),
      ...certs.map(cert => cert.keyPath),
      // Of the start of etcd, which is planned from the members and not from what is wanted of a host.
      ETCD_BOOTSTRAP_ENV,
      ...ETCD_MARKERS,
      IDENTITY,
      IDENTITY_COPY,
    ],
    publicTexts: [
      ...certs.map(cert => cert.certPath),
      ...actions.flatMap(action =>
        action.kind === 'kubeconfig/issue' ||
        action.kind === 'ca-cert/put' ||
        (action.kind === 'unmanaged-etcd-file/put' && action.name === 'certificate')
          ? [action.path]
          : [],
      ),
      ...actions.flatMap(action =>
        action.kind === 'secret/put'
          ? sharedFiles(action.name).flatMap(({path}) => (path.endsWith('.crt') ? [path] : []))
          : [],
      ),
    ],
    units: [...units(wanted), RESOLVER_UNIT, ...PREFLIGHT_UNITS],
    modules: actions.flatMap(action => (action.kind === 'kernel/prepare' ? action.modules : [])),
    sysctls: actions.flatMap(action => (action.kind === 'kernel/prepare' ? Object.keys(action.sysctls) : [])),
    commands: PREFLIGHT_COMMANDS,
  };
}

/** Those of a question's units that quorate runs there; the others are asked of because they might be in the way. */
export const ownUnits = ({units: asked}: FactQuery): readonly string[] =>
  asked.filter(unit => unit !== RESOLVER_UNIT && !PREFLIGHT_UNITS.includes(unit));

const units = ({early, late}: DesiredHostState): readonly string[] => [...early, ...late].map(action => action.unit);

/** A plain machine: what is rendered for it has at least the paths of any other. */
const BLANK: HostFacts = {
  hostname: '',
  machineId: '',
  os: {id: '', version: '', kernel: ''},
  arch: '',
  cpus: 0,
  memoryMb: 0,
  cgroup: 'v2',
  capSysResource: true,
  sysctlWritable: true,
  addresses: [],
  ports: [],
  swap: false,
  modules: [],
  sysctls: {},
  clockOffsetMs: 0,
  diskFree: {},
  commands: [],
  files: new Map(),
  links: new Map(),
  directories: new Map(),
  publicTexts: new Map(),
  owned: new Set(),
  units: new Map(),
  images: unknown('not asked yet'),
};
