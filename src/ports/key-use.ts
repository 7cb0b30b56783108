import type {HostName} from '../core/model/names.js';

/** A service account token, by the id of the key that signed it. */
export interface SignedToken {
  /** As in the JWKS of the API server. */
  readonly keyId: string;
  /** "NAMESPACE/SECRET", or "HOST: PATH" of a volume. */
  readonly where: string;
}

/** What the running pods of a node have in their volumes. */
export interface PodCredentials {
  /** CA files with different contents, each once. */
  readonly cas: readonly {readonly where: string; readonly text: string}[];
  readonly tokens: readonly SignedToken[];
}

/** Which CAs and keys are in use, beyond the files that quorate writes. Each rejects with a Failure if it cannot be read. */
export interface KeyUse {
  /** By namespace, the ConfigMap kube-root-ca.crt. */
  rootCas(): Promise<ReadonlyMap<string, string>>;
  tokenSecrets(): Promise<readonly SignedToken[]>;
  podCredentials(node: HostName): Promise<PodCredentials>;
  /** Those that are not being deleted. */
  namespaces(): Promise<readonly string[]>;
  /** Writes all Secrets unchanged: the API server encrypts them with its first key. Rejects if one cannot be written. */
  rewriteSecrets(): Promise<void>;
  /** How many Secrets in etcd each key encrypts, as the first of these members answers. */
  encryptedBy(members: readonly HostName[]): Promise<ReadonlyMap<string, number>>;
}
