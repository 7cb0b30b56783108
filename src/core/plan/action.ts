import type {Digest, HostName} from '../cluster/names.js';
import type {KubeObject} from '../render/kube/object.js';

/** Secrets every control plane holds in the same form; made once, then handed from host to host. */
export type SharedName = 'ca' | 'etcd-ca' | 'front-proxy-ca' | 'service-account' | 'encryption';

/** One thing to be brought about: plain data, natural keys, no secrets inside. */
export type Action =
  | {readonly kind: 'shared/put'; readonly host: HostName; readonly name: SharedName; readonly from: SharedSource}
  | {
      readonly kind: 'artifact/install';
      readonly host: HostName;
      readonly artifact: string;
      readonly version: string;
      readonly path: string;
      readonly digest: Digest;
    }
  | {
      readonly kind: 'file/put';
      readonly host: HostName;
      readonly path: string;
      readonly mode: string;
      readonly digest: Digest;
      readonly text: string;
    }
  | {readonly kind: 'link/put'; readonly host: HostName; readonly path: string; readonly target: string}
  | {readonly kind: 'directory/make'; readonly host: HostName; readonly path: string; readonly mode: string}
  | {readonly kind: 'cert/issue'; readonly host: HostName; readonly name: string; readonly path: string}
  | {readonly kind: 'kubeconfig/issue'; readonly host: HostName; readonly name: string; readonly path: string}
  | {readonly kind: 'kernel/prepare'; readonly host: HostName; readonly modules: readonly string[]; readonly sysctls: Readonly<Record<string, string>>}
  | {readonly kind: 'service/run'; readonly host: HostName; readonly unit: string}
  | {readonly kind: 'image/import'; readonly host: HostName; readonly image: string; readonly path: string}
  | {readonly kind: 'etcd/await-leader'}
  | {readonly kind: 'etcd/seal'; readonly host: HostName; readonly peerUrl: string}
  | {readonly kind: 'kube/await-api'; readonly host: HostName}
  | {readonly kind: 'kube/apply'; readonly object: KubeObject}
  | {readonly kind: 'node/await-ready'; readonly host: HostName}
  | {readonly kind: 'node/mark'; readonly host: HostName; readonly labels: Readonly<Record<string, string>>};

/** Where a shared secret comes from: made in this run, or read from a host that holds it. */
export type SharedSource = {readonly is: 'new'} | {readonly is: 'host'; readonly host: HostName};

export type ActionOf<K extends Action['kind']> = Extract<Action, {kind: K}>;

/** A change to etcd's membership or liveness, for which quorum must be proven at the moment it is made. */
export interface MembershipChange {
  readonly kind: 'add' | 'remove' | 'restart';
  readonly peerUrl: string;
}

export interface Stage {
  readonly title: string;
  /** parallel: hosts side by side, the actions of one host in order. */
  readonly order: 'serial' | 'parallel';
  readonly requires?: MembershipChange;
  readonly actions: readonly Action[];
}

export type Plan = readonly Stage[];
