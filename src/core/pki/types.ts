import type {Renewal} from '../model/key-change.js';
import type {Digest, HostName} from '../model/names.js';
import type {RotationStep} from './rotation/step.js';

export {SHARED_NAMES, type SharedName} from '../model/key-change.js';

export type Algorithm = 'ECDSA-P256' | 'RSA-2048';

/** A private key that a host is to make, for the file at this path: a key file, or a kubeconfig. */
export interface KeyRequest {
  readonly path: string;
  readonly algorithm: Algorithm;
}

/** A private key that a host has made. It waits there for the file at this path, and never leaves the host. */
export interface HostKey {
  readonly path: string;
  /** "PUBLIC KEY" in PEM. */
  readonly publicPem: string;
  /** Of the text of the private key in PEM. */
  readonly keyDigest: Digest;
}

export type CaName = 'ca' | 'etcd-ca' | 'front-proxy-ca';

export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
}

/** Of a person's certificate: Kubernetes takes each organization for a group. */
export interface ClientSubject {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

/** A CA, with the names of kubeadm. */
export interface CaSpec {
  readonly name: CaName;
  readonly commonName: string;
  readonly certPath: string;
  readonly keyPath: string;
}

/** One leaf certificate on one host. */
export interface DesiredCert {
  /** "apiserver", "etcd-server", …: the row of the certificate table. */
  readonly name: string;
  readonly host: HostName;
  readonly signedBy: CaName;
  readonly subject: Subject;
  readonly usages: readonly ('server' | 'client')[];
  readonly sans: {readonly dns: readonly string[]; readonly ip: readonly string[]};
  readonly certPath: string;
  readonly keyPath: string;
  /** It is renewed although it is not due. */
  readonly renewal?: Renewal;
  /** Of a new one. */
  readonly validityDays: number;
}

/** One kubeconfig on one host, with its own client certificate. */
export interface DesiredKubeconfig {
  /** "admin", "controller-manager", "kubelet", … */
  readonly name: string;
  readonly host: HostName;
  readonly path: string;
  readonly subject: Subject;
  /** API server URL. */
  readonly server: string;
  readonly clusterName: string;
  /** It is renewed although it is not due. */
  readonly renewal?: Renewal;
  /** Of a new certificate. */
  readonly validityDays: number;
}

/**
 * Where a shared secret comes from: generated in this run, from the backup of this run, or read from a host that has it.
 * next: read from a host, and changed by the next step of its rotation. home: read from the directory of the operator.
 */
export type SharedSource =
  | {readonly is: 'new' | 'backup'}
  | {readonly is: 'host'; readonly host: HostName}
  | {readonly is: 'next'; readonly host: HostName; readonly step: RotationStep}
  | {readonly is: 'home'}
  | {readonly is: 'next-from-home'; readonly step: RotationStep};
