import type {UploadReason} from '../artifacts/transfer.js';
import {bytes} from '../format.js';
import {sha256} from '../model/digest.js';
import type {Digest, HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {caCertPath} from '../pki/cas.js';
import {isExposed} from '../pki/exposed.js';
import {signerText} from '../pki/rotation/trust-file.js';
import {sharedFiles} from '../pki/shared-secrets.js';
import type {CaName, DesiredCert, DesiredKubeconfig, SharedName, SharedSource} from '../pki/types.js';
import type {UnmanagedEtcdFile} from '../pki/unmanaged-etcd.js';
import {verifyCert, verifyKubeconfig} from '../pki/verify.js';
import type {Descriptors} from './descriptor.js';
import {SECRET_TITLES, sourceCaCert, sourceDigest} from './secrets.js';
import {onHost} from './snapshot.js';

interface FilePut {
  readonly kind: 'file/put';
  readonly host: HostName;
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly digest: Digest;
  readonly text: string;
}

interface CertIssue {
  readonly kind: 'cert/issue';
  readonly host: HostName;
  readonly path: string;
  readonly cert: DesiredCert;
}

interface KubeconfigIssue {
  readonly kind: 'kubeconfig/issue';
  readonly host: HostName;
  readonly path: string;
  readonly kubeconfig: DesiredKubeconfig;
}

export type FileAction =
  | {readonly kind: 'secret/put'; readonly host: HostName; readonly name: SharedName; readonly from: SharedSource}
  | {readonly kind: 'ca-cert/put'; readonly host: HostName; readonly ca: CaName; readonly path: string}
  /** The certificate that signs, without the others that are trusted. */
  | {readonly kind: 'ca-signer/put'; readonly host: HostName; readonly ca: CaName; readonly path: string}
  /** A file of the operator for an unmanaged etcd. Its content is not part of the plan. */
  | {
      readonly kind: 'unmanaged-etcd-file/put';
      readonly host: HostName;
      readonly name: UnmanagedEtcdFile;
      readonly path: string;
      readonly mode: string;
    }
  | {
      readonly kind: 'artifact/install';
      readonly host: HostName;
      readonly artifact: string;
      readonly version: string;
      readonly path: string;
      readonly digest: Digest;
      /** Bytes of the content. */
      readonly size: number;
      /** Bytes that are sent to the host, if they are known before: compressed. */
      readonly sends?: number;
      /** Why it is uploaded; undefined if hosts download nothing. */
      readonly because?: UploadReason;
    }
  | {
      readonly kind: 'artifact/fetch';
      readonly host: HostName;
      readonly artifact: string;
      readonly version: string;
      readonly path: string;
      readonly digest: Digest;
      /** Bytes of the content. */
      readonly size: number;
      readonly url: string;
    }
  | FilePut
  | {readonly kind: 'link/put'; readonly host: HostName; readonly path: string; readonly target: string}
  | {readonly kind: 'directory/make'; readonly host: HostName; readonly path: string; readonly mode: string}
  | CertIssue
  | KubeconfigIssue;

/** Its contents; mode/set judges mode and owner. */
export const isPut = (facts: HostFacts, {path, digest}: Pick<FilePut, 'path' | 'digest'>): boolean =>
  facts.files.get(path)?.digest === digest;

export const isLinked = (facts: HostFacts, {path, target}: {readonly path: string; readonly target: string}): boolean =>
  facts.links.get(path) === target;

export const isMade = (facts: HostFacts, {path, mode}: Pick<FilePut, 'path' | 'mode'>): boolean =>
  facts.directories.get(path)?.mode === mode;

/**
 * With a key that no other user could read.
 * @param caCertOf PEM text of a CA certificate; undefined while the CA is still to be generated.
 */
export function isIssued(
  facts: HostFacts,
  {cert}: Pick<CertIssue, 'cert'>,
  caCertOf: (name: CaName) => string | undefined,
  now: Date,
): boolean {
  const caCert = caCertOf(cert.signedBy);
  const certText = facts.publicTexts.get(cert.certPath);
  const key = facts.files.get(cert.keyPath);
  if (caCert === undefined || certText === undefined || key === undefined || isExposed(key)) return false;
  return verifyCert(cert, {certText, keyDigest: key.digest}, caCert, now).is === 'keep';
}

export function isKubeconfigIssued(
  facts: HostFacts,
  {path, kubeconfig}: Pick<KubeconfigIssue, 'path' | 'kubeconfig'>,
  caCert: string | undefined,
  now: Date,
): boolean {
  const text = facts.publicTexts.get(path);
  const file = facts.files.get(path);
  if (caCert === undefined || text === undefined || file === undefined || isExposed(file)) return false;
  return verifyKubeconfig(kubeconfig, text, caCert, now).is === 'keep';
}

export const FILES: Descriptors<FileAction> = {
  'secret/put': {
    describe: ({name, from}) =>
      `write ${SECRET_TITLES[name]}, ${sourceText(from)}: ${sharedFiles(name)
        .map(({path}) => path)
        .join(', ')}`,
    isDone: onHost((facts, {name}, snapshot) =>
      sharedFiles(name).every(({path}) => {
        const digest = sourceDigest(name, path, snapshot);
        return digest !== undefined && isPut(facts, {path, digest});
      }),
    ),
    phase: 'put',
  },
  'ca-cert/put': {
    describe: ({ca, path}) => `write the certificate of ${SECRET_TITLES[ca]} to ${path}`,
    isDone: onHost((facts, {ca, path}, snapshot) => {
      const digest = sourceDigest(ca, caCertPath(ca), snapshot);
      return digest !== undefined && isPut(facts, {path, digest});
    }),
    phase: 'put',
  },
  'ca-signer/put': {
    describe: ({ca, path}) => `write the certificate of ${SECRET_TITLES[ca]} that signs to ${path}`,
    isDone: onHost((facts, {ca, path}, snapshot) => {
      const text = sourceCaCert(ca, snapshot);
      return text !== undefined && isPut(facts, {path, digest: sha256(signerText(text))});
    }),
    phase: 'put',
  },
  'unmanaged-etcd-file/put': {
    describe: ({name, path}) => `write ${UNMANAGED_ETCD_TITLES[name]} to ${path}`,
    isDone: onHost((facts, action, {observed: {unmanagedEtcd}}) => {
      const digest = unmanagedEtcd?.files.known === true ? unmanagedEtcd.files.value.get(action.path) : undefined;
      return digest !== undefined && isPut(facts, {...action, digest});
    }),
    phase: 'put',
  },
  'artifact/install': {
    describe: ({artifact, version, path, size}) => `upload ${artifact} ${version} to ${path} (${bytes(size)})`,
    isDone: onHost(isPut),
    phase: 'put',
  },
  'artifact/fetch': {
    describe: ({artifact, version, path, size}) => `download ${artifact} ${version} to ${path} (${bytes(size)})`,
    isDone: onHost(isPut),
    phase: 'put',
  },
  'file/put': {
    describe: ({path, mode, text}) => `write ${path} (mode ${mode}, ${bytes(new TextEncoder().encode(text).length)})`,
    isDone: onHost(isPut),
    phase: 'put',
  },
  'link/put': {
    describe: ({path, target}) => `link ${path} to ${target}`,
    isDone: onHost(isLinked),
    phase: 'put',
  },
  'directory/make': {
    describe: ({path, mode}) => `create ${path}/ (mode ${mode})`,
    isDone: onHost(isMade),
    phase: 'put',
  },
  'cert/issue': {
    describe: ({path, cert}) => `issue certificate ${cert.name} at ${path}, key at ${cert.keyPath}`,
    isDone: onHost((facts, action, snapshot) =>
      isIssued(facts, action, name => sourceCaCert(name, snapshot), snapshot.now),
    ),
    phase: 'put',
  },
  'kubeconfig/issue': {
    describe: ({path, kubeconfig}) => `issue kubeconfig ${kubeconfig.name} at ${path}`,
    isDone: onHost((facts, action, snapshot) =>
      isKubeconfigIssued(facts, action, sourceCaCert('ca', snapshot), snapshot.now),
    ),
    phase: 'put',
  },
};

const UNMANAGED_ETCD_TITLES: Readonly<Record<UnmanagedEtcdFile, string>> = {
  ca: 'the CA certificate of the unmanaged etcd',
  key: 'the client key for the unmanaged etcd',
  certificate: 'the client certificate for the unmanaged etcd',
};

function sourceText(from: SharedSource): string {
  if (from.is === 'host') return `copied from ${from.host}`;
  if (from.is === 'home') return 'from the directory of the operator';
  return from.is === 'backup' ? 'from the backup' : 'generated in this run';
}
