import {randomBytes} from 'node:crypto';
import type {DesiredCluster} from '../../core/model/desired.js';
import {type ClusterId, clusterId} from '../../core/model/names.js';
import {NO_SANS} from '../../core/pki/alternative-names.js';
import {CAS} from '../../core/pki/cas.js';
import {certificateFileText} from '../../core/pki/certificate-file.js';
import {isAtHome} from '../../core/pki/home/at-home.js';
import {aroundKey} from '../../core/pki/kubeconfig.js';
import {validityFrom} from '../../core/pki/lifetimes.js';
import type {RotationStep} from '../../core/pki/rotation/step.js';
import type {CaName, DesiredCert, DesiredKubeconfig, HostKey, SharedName, SharedSource} from '../../core/pki/types.js';
import type {UnmanagedEtcdFile} from '../../core/pki/unmanaged-etcd.js';
import type {CertStatus} from '../../core/pki/verify.js';
import {verifyCert, verifyKubeconfig} from '../../core/pki/verify.js';
import type {CaHome} from '../../ports/ca-home.js';
import type {HostFile, KeyFile, PutFile} from '../../ports/host.js';
import type {CertificateIssuer} from '../../ports/issuer.js';
import {type UnmanagedEtcdClientFiles, unmanagedEtcdHostFile} from '../etcd/unmanaged/client-files.js';
import {type Ca, issueCert} from './ca.js';
import {openCa} from './open-ca.js';
import {type ReadHostFile, readShared} from './read-shared.js';
import {rotated} from './rotate.js';
import {fileText, makeShared} from './shared-secrets.js';

export interface IssuerInput {
  readonly desired: Pick<DesiredCluster, 'name' | 'pki'>;
  readonly read: ReadHostFile;
  /** The source of each CA that signs. */
  readonly sources: ReadonlyMap<SharedName, SharedSource>;
  /** The ID that is recorded on the hosts; undefined when there is none. */
  readonly clusterId?: ClusterId | undefined;
  /** Of a cluster that is built again from a backup: its identity, and the secrets that no host has yet. */
  readonly given?: GivenSecrets | undefined;
  readonly now: () => Date;
  /** The directory of the operator with the CAs, if the configuration names one. */
  readonly home?: CaHome | undefined;
  /** The operator's client files, in a cluster with an unmanaged etcd. */
  readonly store?: () => Promise<UnmanagedEtcdClientFiles>;
}

/** What is used instead of something new. */
export interface GivenSecrets {
  readonly clusterId: ClusterId;
  /** By path on a control plane. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/**
 * Creates shared secrets and certificates for one run. A shared secret is created or read once, so that everything in the run
 * is signed by the CA that the run distributes. Rejects with Failure 'pki/…' when a shared secret is incomplete on its
 * host, or its CA cannot sign.
 */
export function certificateIssuer({
  desired: {pki},
  read,
  sources,
  clusterId: recorded,
  given,
  home,
  now,
  store,
}: IssuerInput): CertificateIssuer {
  const cluster = recorded ?? given?.clusterId ?? clusterId(randomBytes(16).toString('hex'));
  const secrets = new Map<SharedName, Promise<readonly HostFile[]>>();
  const cas = new Map<CaName, Promise<Ca>>();

  const found = (name: SharedName, from: SharedSource) => {
    if ('host' in from) return readShared(name, from.host, path => read(from.host, path));
    if (from.is === 'home' || from.is === 'next-from-home') return directory(home).read(name as CaName);
    return given === undefined
      ? makeShared(name, pki, now())
      : readShared(name, 'the backup', async path => given.files.get(path));
  };

  const shared = (name: SharedName, from: SharedSource) =>
    once(secrets, name, async () => {
      const files = await found(name, from);
      const result = 'step' in from ? await rotated(name, files, placeOf(from, home), pki, now()) : files;
      // Before any host gets the certificate.
      if (isAtHome(name, {pki}) && from.is !== 'home') await directory(home).write(name, result);
      return result;
    });

  const ca = (name: CaName) =>
    once(cas, name, async () => {
      const from = sourceOf(name, sources);
      return openCa(name, from, await shared(name, from), now());
    });

  const caCert = async (name: CaName) => {
    const from = sourceOf(name, sources);
    // Without the identity.
    if (from.is === 'home') return directory(home).certText(name);
    return fileText(await shared(name, from), CAS[name].certPath);
  };

  const issue = (
    wanted: Pick<DesiredCert, 'subject' | 'usages' | 'sans' | 'validityDays'>,
    {publicPem}: HostKey,
    signer: Ca,
  ) => issueCert(signer, publicPem, {...wanted, validity: validityFrom(now(), wanted.validityDays, signer.validity)});

  const certificate = async (wanted: DesiredCert, key: HostKey): Promise<readonly PutFile[]> => {
    const signer = await ca(wanted.signedBy);
    const {keyDigest} = key;
    const certText = certificateFileText(await issue(wanted, key, signer), keyDigest);
    approve(verifyCert(wanted, {certText, keyDigest}, signer.certPem, now()), wanted.certPath);
    return [{path: wanted.keyPath, mode: '600', keyDigest}, openFile(wanted.certPath, certText)];
  };

  const kubeconfig = async (wanted: DesiredKubeconfig, key: HostKey): Promise<KeyFile> => {
    const signer = await ca('ca');
    const around = aroundKey({
      clusterName: wanted.clusterName,
      server: wanted.server,
      caPem: signer.trustPem,
      user: wanted.subject.commonName,
      certPem: await issue({...wanted, usages: ['client'], sans: NO_SANS}, key, signer),
    });
    approve(verifyKubeconfig(wanted, around.before + around.after, signer.trustPem, now()), wanted.path);
    return {path: wanted.path, mode: '600', keyDigest: key.keyDigest, around};
  };

  const unmanagedEtcdFile = async (name: UnmanagedEtcdFile): Promise<HostFile> => {
    if (store === undefined) throw new Error('the cluster has no unmanaged etcd, and no client files for one');
    return unmanagedEtcdHostFile(name, await store());
  };

  return {clusterId: async () => cluster, shared, caCert, store: unmanagedEtcdFile, certificate, kubeconfig};
}

const openFile = (path: string, text: string): HostFile => ({
  path,
  mode: '644',
  content: Buffer.from(text),
  secret: false,
});

function directory(home: CaHome | undefined): CaHome {
  if (home === undefined) throw new Error('the configuration names no directory of CAs');
  return home;
}

/** What a step of a rotation changes, and where it is. */
const placeOf = (from: Extract<SharedSource, {readonly step: RotationStep}>, home: CaHome | undefined) => ({
  host: 'host' in from ? from.host : directory(home).directory,
  step: from.step,
});

/** A CA without a source is not created: no host would trust what it signs. */
function sourceOf(name: CaName, sources: IssuerInput['sources']): SharedSource {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`the CA ${name} has no source`);
  return source;
}

/** The next plan verifies the file on its host: one that would fail there is never sent. */
function approve(status: CertStatus, path: string): void {
  if (status.is !== 'keep') throw new Error(`a new ${path} ${status.because}`);
}

/** The promise of the first call for a key; after a failure the next call tries again. */
function once<K, V>(made: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const before = made.get(key);
  if (before !== undefined) return before;
  const promise = make();
  made.set(key, promise);
  promise.catch(() => made.delete(key));
  return promise;
}
