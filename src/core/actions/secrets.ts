import type {HostFacts} from '../model/observed.js';
import {caCertPath} from '../pki/cas.js';
import {sharedSources} from '../pki/secret-sources.js';
import type {CaName, SharedName} from '../pki/types.js';
import {factsOf, type Snapshot} from './snapshot.js';

/** Facts of the host from which a shared secret is copied; undefined while it is still to be generated. */
export const sourceFacts = (name: SharedName, snapshot: Snapshot): HostFacts | undefined => {
  const source = sharedSources(snapshot.desired, snapshot.observed).get(name);
  return source?.is === 'host' ? factsOf(source.host, snapshot) : undefined;
};

export const sourceDigest = (name: SharedName, path: string, snapshot: Snapshot) =>
  sourceFacts(name, snapshot)?.files.get(path)?.digest;

/** PEM text of a CA certificate; undefined while the CA is still to be generated. */
export const sourceCaCert = (name: CaName, snapshot: Snapshot): string | undefined =>
  sourceFacts(name, snapshot)?.publicTexts.get(caCertPath(name));

/** Names of shared secrets for people. */
export const SECRET_TITLES: Readonly<Record<SharedName, string>> = {
  ca: 'the cluster CA',
  'etcd-ca': 'the etcd CA',
  'front-proxy-ca': 'the front proxy CA',
  'service-account': 'the service account key pair',
  encryption: 'the key that encrypts Secrets in etcd',
};
