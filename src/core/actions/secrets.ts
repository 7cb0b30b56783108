import type {Digest} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {caCertPath} from '../pki/cas.js';
import {forecastTrust} from '../pki/rotation/trust-file.js';
import {sharedSources} from '../pki/secret-sources.js';
import type {CaName, SharedName} from '../pki/types.js';
import {factsOf, type Snapshot} from './snapshot.js';

/** Facts of the host from which a shared secret is copied; undefined while it is still to be generated, or changed. */
const sourceFacts = (name: SharedName, snapshot: Snapshot): HostFacts | undefined => {
  const source = sharedSources(snapshot.desired, snapshot.observed).get(name);
  return source?.is === 'host' ? factsOf(source.host, snapshot) : undefined;
};

export const sourceDigest = (name: SharedName, path: string, snapshot: Snapshot): Digest | undefined =>
  sourceFacts(name, snapshot)?.files.get(path)?.digest;

/**
 * The text of the certificate file of a CA, with the certificate that signs first; undefined while the CA is still to be
 * generated. When this run changes it: what is known of it before.
 */
export function sourceCaCert(name: CaName, snapshot: Snapshot): string | undefined {
  const source = sharedSources(snapshot.desired, snapshot.observed).get(name);
  if (source?.is !== 'host' && source?.is !== 'next') return undefined;
  const text = factsOf(source.host, snapshot)?.publicTexts.get(caCertPath(name));
  return text !== undefined && source.is === 'next' ? forecastTrust(text) : text;
}

/** Names of shared secrets for people. */
export const SECRET_TITLES: Readonly<Record<SharedName, string>> = {
  ca: 'the cluster CA',
  'etcd-ca': 'the etcd CA',
  'front-proxy-ca': 'the front proxy CA',
  'service-account': 'the service account key pair',
  encryption: 'the key that encrypts Secrets in etcd',
};
