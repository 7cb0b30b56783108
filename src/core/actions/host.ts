import {signingFingerprint} from '../identity/ca.js';
import {agreedClusterId} from '../identity/subject.js';
import {sha256} from '../model/digest.js';
import {type HostIdentity, IDENTITY, IDENTITY_COPY, identityText} from '../model/identity-record.js';
import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {RESET} from '../model/reset-scope.js';
import {isManaged} from '../model/scope.js';
import {type Descriptors, pairs} from './descriptor.js';
import {sourceCaCert} from './secrets.js';
import {onHost, type Snapshot} from './snapshot.js';

/** The id and the CA of the cluster are filled in when it is written: the same run may generate them. */
export type IdentityToRecord = Omit<HostIdentity, 'cluster' | 'ca' | 'host'>;

interface IdentityPut {
  readonly kind: 'identity/put';
  readonly host: HostName;
  readonly identity: IdentityToRecord;
}

interface KernelPrepare {
  readonly kind: 'kernel/prepare';
  readonly host: HostName;
  readonly modules: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
}

interface SelinuxBooleans {
  readonly kind: 'selinux/booleans';
  readonly host: HostName;
  readonly booleans: readonly string[];
}

interface ImageImport {
  readonly kind: 'image/import';
  readonly host: HostName;
  readonly image: string;
  readonly path: string;
  /** What the reference points to when it is done: "sha256:…"; undefined if the archive does not say. */
  readonly imageDigest?: string;
  /** What it pointed to when the plan was made; undefined if there was no such image. */
  readonly found?: string;
}

export type HostAction =
  /** Writes on the host, in two places, which host it is and of which cluster. */
  | IdentityPut
  | KernelPrepare
  /** Permits connections that the policy of SELinux refuses by default. */
  | SelinuxBooleans
  | ImageImport
  /** Runs a program that only prints its version: one that cannot run is found before any unit is restarted. */
  | {readonly kind: 'binary/verify'; readonly host: HostName; readonly path: string; readonly version: string}
  /** Stops the services of quorate and deletes the files and data that it installed. */
  | {
      readonly kind: 'host/reset';
      readonly host: HostName;
      /** Deletes also the files of quorate that were changed by others. */
      readonly deleteEdited?: true;
    };

/** @param identity undefined while the id or the CA of the cluster is still to be generated. */
export function isRecorded(facts: HostFacts, identity: HostIdentity | undefined): boolean {
  if (identity === undefined) return false;
  const digest = sha256(identityText(identity));
  return [IDENTITY, IDENTITY_COPY].every(path => facts.files.get(path)?.digest === digest);
}

export const isPrepared = (facts: HostFacts, {modules, sysctls}: Pick<KernelPrepare, 'modules' | 'sysctls'>): boolean =>
  modules.every(name => facts.modules.includes(name)) &&
  Object.entries(sysctls).every(([name, value]) => facts.sysctls[name] === value);

/** A policy without such a boolean has no such restriction. */
export const areOn = ({selinux, booleans: found}: HostFacts, {booleans}: Pick<SelinuxBooleans, 'booleans'>): boolean =>
  selinux === 'disabled' || booleans.every(name => found[name] !== false);

export function isImported(
  {images}: Pick<HostFacts, 'images'>,
  {image, imageDigest}: Pick<ImageImport, 'image' | 'imageDigest'>,
): boolean {
  const found = images.known ? images.value.get(image) : undefined;
  return found !== undefined && (imageDigest === undefined || found === imageDigest);
}

export const isReset = (facts: HostFacts): boolean => !isManaged(facts);

export const HOST: Descriptors<HostAction> = {
  'identity/put': {
    describe: ({identity}) =>
      `record the identity of the host in cluster ${identity.clusterName}: ${IDENTITY}, ${IDENTITY_COPY}`,
    isDone: onHost((facts, action, snapshot) => isRecorded(facts, identityOf(action, snapshot))),
    phase: 'put',
  },
  'kernel/prepare': {
    describe: ({modules, sysctls}) =>
      `configure the kernel: ${[
        ...modules.map(module => `module ${module}`),
        ...(Object.keys(sysctls).length > 0 ? [pairs(sysctls)] : []),
      ].join(', ')}`,
    isDone: onHost(isPrepared),
    phase: 'put',
  },
  'selinux/booleans': {
    describe: ({booleans}) => `set SELinux booleans: ${booleans.map(name => `${name}=on`).join(', ')}`,
    isDone: onHost(areOn),
    phase: 'put',
  },
  'image/import': {
    describe: ({image, imageDigest, found}) =>
      imageDigest === undefined || found === undefined || found === imageDigest
        ? `import image ${image}`
        : `import image ${image}: it points to ${found}, not ${imageDigest}`,
    isDone: onHost(isImported),
    phase: 'start',
  },
  'binary/verify': {
    describe: ({path}) => `run ${path} --version`,
    isDone: () => 'unseen',
    phase: 'verify',
  },
  'host/reset': {
    describe: () => 'stop services and remove files and data installed by quorate',
    isDone: onHost(isReset),
    // Not grouped with other actions of its host: their files are gone after it.
    phase: 'cluster',
    restarts: () => RESET.units,
  },
};

/** Undefined while the id or the CA of the cluster is still to be generated. */
function identityOf({host, identity}: IdentityPut, snapshot: Snapshot): HostIdentity | undefined {
  const cluster = agreedClusterId(snapshot.desired, snapshot.observed.hosts);
  const ca = signingFingerprint(sourceCaCert('ca', snapshot));
  return cluster === undefined || ca === undefined ? undefined : {...identity, host, cluster, ca};
}
