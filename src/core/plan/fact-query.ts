import {signingFiles} from '../actions/ca-keys.js';
import type {Release} from '../artifacts/bundle.js';
import {PREFLIGHT_UNITS, QUERIED_COMMANDS} from '../checks/preflight/commands.js';
import {IDENTIFYING_TEXTS} from '../identity/certificates.js';
import {BLANK_HOST} from '../model/blank-host.js';
import type {DesiredCluster} from '../model/desired.js';
import {unknown} from '../model/fact.js';
import {IDENTITY, IDENTITY_COPY} from '../model/identity-record.js';
import type {HostName} from '../model/names.js';
import {onHost} from '../model/of-host.js';
import {casAtHome} from '../pki/home/at-home.js';
import {publicPath} from '../pki/rotation/generation.js';
import {sharedFiles} from '../pki/shared-secrets.js';
import {ETCD_BOOTSTRAP_ENV} from '../render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../render/etcd/marker.js';
import {RESOLVER_UNIT} from '../render/kubernetes/kubelet-configuration.js';
import {FLANNEL_MODULE} from '../render/network/flannel.js';
import {PKI} from '../render/paths.js';
import type {Templates} from '../render/types.js';
import {type DesiredHostState, desiredOn} from './desired-actions.js';
import {CONTAINERD_DATA, placesOf} from './places.js';

/** What the planner must know of a host: paths, units and the like by name. */
export interface FactQuery {
  readonly paths: readonly string[];
  /** Directories that must be there, or be possible to make, and to write in. */
  readonly places: readonly string[];
  readonly publicTexts: readonly string[];
  readonly units: readonly string[];
  readonly modules: readonly string[];
  readonly users: readonly string[];
  readonly sysctls: readonly string[];
  readonly commands: readonly string[];
  /** Of the policy of SELinux. */
  readonly booleans: readonly string[];
  /** References. */
  readonly images: readonly string[];
}

/** Without questions. The facts that need none are read anyway. */
export const EMPTY_QUERY: FactQuery = {
  paths: [],
  places: [],
  publicTexts: [],
  units: [],
  modules: [],
  users: [],
  sysctls: [],
  commands: [],
  booleans: [],
  images: [],
};

/** What a judgement of identity needs of a host, where nothing else is asked. */
export const IDENTITY_QUERY: FactQuery = {
  ...EMPTY_QUERY,
  publicTexts: [...IDENTIFYING_TEXTS, PKI.ca.cert, PKI.etcdCa.cert],
};

/** Derived from what is rendered for a host of which nothing is known yet. */
export function factQuery(desired: DesiredCluster, release: Release, templates: Templates, host: HostName): FactQuery {
  const observed = {
    hosts: new Map(),
    etcd: unknown('not read yet'),
    apiReady: new Map(),
    kube: unknown('not read yet'),
  };
  const wanted = desiredOn(host, BLANK_HOST, {desired, release, templates, observed, now: new Date(0)});
  const actions = [...wanted.install, ...wanted.trust, ...wanted.configure];
  const isNode = onHost(desired, host).nodes.length > 0;
  const certs = actions.flatMap(action => (action.kind === 'cert/issue' ? [action.cert] : []));
  const paths = [
    ...actions.flatMap(action => ('path' in action ? [action.path] : [])),
    ...actions.flatMap(action => (action.kind === 'secret/put' ? sharedFiles(action.name).map(file => file.path) : [])),
    ...certs.map(cert => cert.keyPath),
    // Not in the desired actions: these follow from the state of etcd.
    ETCD_BOOTSTRAP_ENV,
    ...ETCD_MARKERS,
    IDENTITY,
    IDENTITY_COPY,
    ...signingFiles(casAtHome(desired)),
    ...(isNode ? [CONTAINERD_DATA] : []),
  ];
  const directories = actions.flatMap(action => (action.kind === 'directory/make' ? [action.path] : []));
  return {
    paths,
    places: placesOf(paths, directories, isNode),
    publicTexts: distinct([
      ...certs.map(cert => cert.certPath),
      ...actions.flatMap(action =>
        action.kind === 'kubeconfig/issue' ||
        action.kind === 'ca-cert/put' ||
        (action.kind === 'unmanaged-etcd-file/put' && action.name === 'certificate')
          ? [action.path]
          : [],
      ),
      ...actions.flatMap(action => (action.kind === 'secret/put' ? [publicPath(action.name)] : [])),
      ...IDENTIFYING_TEXTS,
    ]),
    units: [...units(wanted), RESOLVER_UNIT, ...PREFLIGHT_UNITS],
    modules: [
      ...actions.flatMap(action => (action.kind === 'kernel/prepare' ? action.modules : [])),
      ...(isNode && desired.network.plugin === 'flannel' ? [FLANNEL_MODULE] : []),
    ],
    users: actions.flatMap(action => (action.kind === 'users/create' ? action.users : [])),
    sysctls: actions.flatMap(action => (action.kind === 'kernel/prepare' ? Object.keys(action.sysctls) : [])),
    commands: QUERIED_COMMANDS,
    booleans: actions.flatMap(action => (action.kind === 'selinux/booleans' ? action.booleans : [])),
    images: wanted.images.map(({image}) => image),
  };
}

const distinct = (paths: readonly string[]): readonly string[] => [...new Set(paths)];

/** The units that quorate runs there. The others are in the query because preflight checks ask for them. */
export const ownUnits = ({units: asked}: FactQuery): readonly string[] =>
  asked.filter(unit => unit !== RESOLVER_UNIT && !PREFLIGHT_UNITS.includes(unit));

const units = ({early, late, last}: DesiredHostState): readonly string[] =>
  [...early, ...late, ...last].map(action => action.unit);
