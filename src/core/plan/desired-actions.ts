import type {Action, ActionOf} from '../actions/action.js';
import {type HostRelease, releaseFor} from '../artifacts/bundle.js';
import {urlOf} from '../artifacts/downloads.js';
import {uploadReason} from '../artifacts/transfer.js';
import {subjectOf} from '../checks/preflight/check.js';
import {packagesFor} from '../checks/preflight/packages.js';
import type {DesiredCluster} from '../model/desired.js';
import {sha256} from '../model/digest.js';
import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {onHost, restrictToHost} from '../model/of-host.js';
import {CA_SIGNER_PATH, caCertPath} from '../pki/cas.js';
import {desiredCerts, desiredKubeconfigs} from '../pki/certificates.js';
import {isAtHome} from '../pki/home/at-home.js';
import {sharedSources} from '../pki/secret-sources.js';
import {sharedNames} from '../pki/shared-secrets.js';
import {caCertHolders} from '../pki/trust.js';
import {UNMANAGED_ETCD_FILES} from '../pki/unmanaged-etcd.js';
import {renderHost} from '../render/host.js';
import {registryOperatorFiles} from '../render/runtime/registries.js';
import type {HostRendering, RenderedDirectory, RenderedImage, RenderedUnit} from '../render/types.js';
import type {PlanInput} from './input.js';

/** Every action for the desired state of one host, due or not, by stage. */
export interface DesiredHostState {
  /** Packages of the operating system that the host lacks. */
  readonly packages: readonly ActionOf<'packages/install'>[];
  /** Binaries and images: first what the host downloads, then what is uploaded. */
  readonly install: readonly Action[];
  readonly trust: readonly Action[];
  readonly configure: readonly Action[];
  readonly early: readonly ActionOf<'service/run'>[];
  readonly images: readonly ActionOf<'image/import'>[];
  readonly late: readonly ActionOf<'service/run'>[];
  readonly last: readonly ActionOf<'service/run'>[];
  /** The rendered unit files, by unit name. */
  readonly unitTexts: ReadonlyMap<string, string>;
  /** Directories of services, by path. */
  readonly dataOf: ReadonlyMap<string, NonNullable<RenderedDirectory['of']>>;
}

export function desiredOn(host: HostName, facts: HostFacts, input: PlanInput): DesiredHostState {
  const {desired, templates} = input;
  const release = releaseFor(input.release, facts.arch);
  const rendering = renderHost({desired, release, facts, templates}, host);
  const run = (phase: RenderedUnit['phase']) =>
    rendering.units
      .filter(unit => unit.phase === phase)
      .map(unit => ({kind: 'service/run', host, unit: unit.name}) as const);
  const packages = packagesOn(host, facts, input);
  const commands = [...facts.commands, ...packages.flatMap(action => action.commands)];
  return {
    packages,
    install: installs(host, {commands}, rendering, release, input),
    trust: trust(host, input),
    configure: configure(host, facts, rendering, input),
    early: run('early'),
    images: rendering.images.map(each => imageImport(host, each, facts)),
    late: run('late'),
    last: run('last'),
    dataOf: new Map(rendering.directories.flatMap(({path, of}) => (of === undefined ? [] : [[path, of] as const]))),
    unitTexts: new Map(
      rendering.files
        .filter(file => file.path.endsWith('.service'))
        .map(file => [file.path.slice(file.path.lastIndexOf('/') + 1), file.text]),
    ),
  };
}

function packagesOn(
  name: HostName,
  facts: HostFacts,
  {desired, release}: PlanInput,
): readonly ActionOf<'packages/install'>[] {
  const [host] = onHost(desired, name).hosts;
  const packages = host && packagesFor(subjectOf(host, facts, desired, {newHosts: [], release}));
  return packages === undefined ? [] : [{kind: 'packages/install', host: name, ...packages}];
}

function installs(
  host: HostName,
  {commands}: Pick<HostFacts, 'commands'>,
  {artifacts}: HostRendering,
  release: HostRelease,
  {desired: {downloads}, observed: {sourceProblems}}: PlanInput,
): readonly Action[] {
  const downloader = {commands, sourceFails: sourceProblems?.has(host) === true};
  const actions = artifacts.map(({artifact: name, path}): ActionOf<'artifact/fetch' | 'artifact/install'> => {
    const artifact = release.artifacts.get(name)!;
    const {version, sha256: digest, size, stored} = artifact;
    const what = {host, artifact: name, version, path, digest, size};
    const url = downloads && urlOf(artifact, downloads.base);
    const because = downloads && uploadReason(artifact, downloader);
    if (url !== undefined && because === undefined) return {kind: 'artifact/fetch', ...what, url};
    return {
      kind: 'artifact/install',
      ...what,
      ...(stored === undefined ? {} : {sends: stored.size}),
      ...(because === undefined ? {} : {because}),
    };
  });
  // Alike actions that are neighbours share a round trip.
  const of = (kind: Action['kind']) => actions.filter(action => action.kind === kind);
  return [...of('artifact/fetch'), ...of('artifact/install')];
}

/** With the digest that the reference points to now, for the plan. */
function imageImport(host: HostName, image: RenderedImage, {images}: HostFacts): ActionOf<'image/import'> {
  const found = images.known ? images.value.get(image.image) : undefined;
  return {kind: 'image/import', host, ...image, ...(found === undefined ? {} : {found})};
}

/**
 * The secrets that all control planes share; of a CA that is with the operator, the certificate. They are written everywhere
 * before anything is signed with them.
 */
function trust(host: HostName, {desired, observed}: PlanInput): readonly Action[] {
  if (!desired.controlPlanes.some(controlPlane => controlPlane.host === host)) return [];
  const sources = sharedSources(desired, observed);
  return sharedNames(desired).map(name =>
    isAtHome(name, desired)
      ? {kind: 'ca-cert/put', host, ca: name, path: caCertPath(name)}
      : {kind: 'secret/put', host, name, from: sources.get(name)!},
  );
}

const caSigner = (host: HostName, {controlPlanes, pki}: DesiredCluster): readonly Action[] =>
  pki.home === 'hosts' && controlPlanes.some(controlPlane => controlPlane.host === host)
    ? [{kind: 'ca-signer/put', host, ca: 'ca', path: CA_SIGNER_PATH}]
    : [];

const unmanagedEtcdFiles = (host: HostName, {unmanagedEtcd, controlPlanes}: DesiredCluster): readonly Action[] =>
  unmanagedEtcd === undefined || !controlPlanes.some(controlPlane => controlPlane.host === host)
    ? []
    : UNMANAGED_ETCD_FILES.map(({name, path, mode}) => ({kind: 'unmanaged-etcd-file/put', host, name, path, mode}));

const operatorFiles = (host: HostName, facts: HostFacts, desired: DesiredCluster): readonly Action[] =>
  onHost(desired, host).nodes.length > 0
    ? registryOperatorFiles(desired, facts).map(file => ({kind: 'operator-file/put', host, ...file}))
    : [];

/** Directories first, then what units read, then links: a unit that systemd starts in between finds its files. */
function configure(
  host: HostName,
  facts: HostFacts,
  rendering: HostRendering,
  {desired}: PlanInput,
): readonly Action[] {
  // The certificates of a host depend on no other host: restricted, this stays fast with hundreds of hosts.
  const alone = restrictToHost(desired, host);
  return [
    ...rendering.directories.map(({path, mode}): Action => ({kind: 'directory/make', host, path, mode})),
    ...caCertHolders(alone).map(({ca, path}): Action => ({kind: 'ca-cert/put', host, ca, path})),
    ...caSigner(host, desired),
    ...unmanagedEtcdFiles(host, desired),
    ...operatorFiles(host, facts, desired),
    ...desiredCerts(alone).map((cert): Action => ({kind: 'cert/issue', host, path: cert.certPath, cert})),
    ...desiredKubeconfigs(alone).map(
      (kubeconfig): Action => ({kind: 'kubeconfig/issue', host, path: kubeconfig.path, kubeconfig}),
    ),
    ...rendering.files.map(
      ({path, mode, text}): Action => ({kind: 'file/put', host, path, mode, digest: sha256(text), text}),
    ),
    ...rendering.links.map(({path, target}): Action => ({kind: 'link/put', host, path, target})),
    ...(rendering.users.length === 0 ? [] : [{kind: 'users/create', host, users: rendering.users} as const]),
    {kind: 'kernel/prepare', host, modules: rendering.modules, sysctls: rendering.sysctls},
    {kind: 'selinux/booleans', host, booleans: rendering.booleans},
  ];
}
