import {sha256} from '../model/digest.js';
import type {Digest} from '../model/names.js';
import {caCertPath, isCa} from '../pki/cas.js';
import {homeText} from '../pki/home/at-home.js';
import {forecastTrust} from '../pki/rotation/trust-file.js';
import {sharedSources} from '../pki/secret-sources.js';
import type {CaName, SharedName} from '../pki/types.js';
import {factsOf, type Snapshot} from './snapshot.js';

/**
 * Digest of a file of a shared secret at its source; undefined while the secret is still to be generated, or changed, and of
 * a key that is encrypted there.
 */
export function sourceDigest(name: SharedName, path: string, snapshot: Snapshot): Digest | undefined {
  const source = sharedSources(snapshot.desired, snapshot.observed).get(name);
  if (source?.is === 'host') return factsOf(source.host, snapshot)?.files.get(path)?.digest;
  if (source?.is !== 'home' || !isCa(name) || path !== caCertPath(name)) return undefined;
  const text = homeText(name, snapshot.observed);
  return text === undefined ? undefined : sha256(text);
}

/**
 * The text of the certificate file of a CA, with the certificate that signs first; undefined while the CA is still to be
 * generated. When this run changes it: what is known of it before.
 */
export function sourceCaCert(name: CaName, snapshot: Snapshot): string | undefined {
  const source = sharedSources(snapshot.desired, snapshot.observed).get(name);
  if (source === undefined) return undefined;
  const text =
    'host' in source
      ? factsOf(source.host, snapshot)?.publicTexts.get(caCertPath(name))
      : source.is === 'home' || source.is === 'next-from-home'
        ? homeText(name, snapshot.observed)
        : undefined;
  return text !== undefined && 'step' in source ? forecastTrust(text) : text;
}

/** Names of shared secrets for people. */
export const SECRET_TITLES: Readonly<Record<SharedName, string>> = {
  ca: 'the cluster CA',
  'etcd-ca': 'the etcd CA',
  'front-proxy-ca': 'the front proxy CA',
  'service-account': 'the service account key pair',
  encryption: 'the key that encrypts Secrets in etcd',
};
