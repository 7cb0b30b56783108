import type {HostIdentity} from '../model/identity-record.js';
import type {Digest, HostName} from '../model/names.js';
import type {CaName, DesiredCert, DesiredKubeconfig, SharedName, SharedSource} from '../pki/types.js';
import type {UnmanagedEtcdFile} from '../pki/unmanaged-etcd.js';
import type {MembershipChange} from '../quorum/quorum.js';
import type {KubeObject} from '../render/kube/object.js';

/** The id and the CA of the cluster are known when it is done: they may be made in the same run. */
export type IdentityToRecord = Omit<HostIdentity, 'cluster' | 'ca' | 'host'>;

/** One thing to be brought about: plain data, natural keys, no secrets inside. */
export type Action =
  /** Says on the host which host it is and of which cluster, in both places. */
  | {readonly kind: 'identity/put'; readonly host: HostName; readonly identity: IdentityToRecord}
  | {readonly kind: 'secret/put'; readonly host: HostName; readonly name: SharedName; readonly from: SharedSource}
  | {readonly kind: 'ca-cert/put'; readonly host: HostName; readonly ca: CaName; readonly path: string}
  /** A file of the operator's, for an etcd that is somebody else's; what is in it stays out of the plan. */
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
  | {readonly kind: 'cert/issue'; readonly host: HostName; readonly path: string; readonly cert: DesiredCert}
  | {
      readonly kind: 'kubeconfig/issue';
      readonly host: HostName;
      readonly path: string;
      readonly kubeconfig: DesiredKubeconfig;
    }
  | {
      readonly kind: 'kernel/prepare';
      readonly host: HostName;
      readonly modules: readonly string[];
      readonly sysctls: Readonly<Record<string, string>>;
    }
  | {readonly kind: 'service/run'; readonly host: HostName; readonly unit: string}
  /** Ends it without a word against its starting at the next boot. */
  | {readonly kind: 'service/stop'; readonly host: HostName; readonly unit: string}
  /** Has run for some seconds without ending. */
  | {readonly kind: 'service/await-stable'; readonly host: HostName; readonly unit: string}
  /** Runs a program for no more than to say its version: one that cannot run there is found before any is changed. */
  | {readonly kind: 'binary/verify'; readonly host: HostName; readonly path: string; readonly version: string}
  /** Starts etcd on a directory of its own, with those of the member's flags that do not say where it is. */
  | {
      readonly kind: 'etcd/smoke-test';
      readonly host: HostName;
      readonly path: string;
      readonly flags: readonly string[];
    }
  /** A verified copy of what is in etcd, kept where quorate runs; one of the last minutes is enough. */
  | {readonly kind: 'etcd/snapshot'}
  /** It serves reads itself, as this version, has caught up, and so do all other voters. */
  | {
      readonly kind: 'etcd/await-member';
      readonly host: HostName;
      readonly peerUrl: string;
      readonly version: string;
      readonly withinSeconds?: number;
    }
  | {readonly kind: 'image/import'; readonly host: HostName; readonly image: string; readonly path: string}
  /** Takes in changed configuration without ending connections. */
  | {readonly kind: 'service/reload'; readonly host: HostName; readonly unit: string}
  | {readonly kind: 'etcd/await-leader'}
  | {readonly kind: 'etcd/add-learner'; readonly host: HostName; readonly peerUrl: string}
  /**
   * Writes the ids of a learner beside its data: only by them it is known later whose data that is. As `learner` it may
   * start without data; as `member`, before it is promoted, it may not.
   */
  | {
      readonly kind: 'etcd/record-ids';
      readonly host: HostName;
      readonly peerUrl: string;
      readonly as: 'learner' | 'member';
    }
  | {readonly kind: 'etcd/await-in-sync'; readonly host: HostName; readonly peerUrl: string}
  | {readonly kind: 'etcd/promote'; readonly host: HostName; readonly peerUrl: string}
  | {readonly kind: 'etcd/record-member'; readonly host: HostName; readonly peerUrl: string}
  /** Takes away what a former member left: its data is of no use under another id, and its next one begins afresh. */
  | {readonly kind: 'etcd/wipe-data'; readonly host: HostName; readonly peerUrl: string}
  /** Takes a learner off the member list again; a voter stays. */
  | {readonly kind: 'etcd/remove-learner'; readonly host: HostName; readonly peerUrl: string}
  | {readonly kind: 'etcd/move-leader'; readonly host: HostName; readonly peerUrl: string}
  | {readonly kind: 'etcd/remove'; readonly host: HostName; readonly peerUrl: string}
  /** Of a host that is said to be lost, the others must not hear any more either. */
  | {readonly kind: 'etcd/await-unreachable'; readonly host: HostName; readonly peerUrl: string}
  | {readonly kind: 'node/await-unreachable'; readonly host: HostName}
  | {readonly kind: 'node/drain'; readonly host: HostName; readonly withinSeconds: number}
  /** Cordons it and notes on it that this was done; one that somebody else cordoned stays theirs. */
  | {readonly kind: 'node/cordon'; readonly host: HostName}
  /** Takes that back, where it is noted. */
  | {readonly kind: 'node/uncordon'; readonly host: HostName}
  | {readonly kind: 'node/delete'; readonly host: HostName}
  | {readonly kind: 'host/reset'; readonly host: HostName}
  | {readonly kind: 'kube/await-api'; readonly host: HostName; readonly withinSeconds?: number}
  | {readonly kind: 'kube/apply'; readonly object: KubeObject}
  /** version: of its kubelet, where one is being changed: a node goes on being called Ready for a while. */
  | {
      readonly kind: 'node/await-ready';
      readonly host: HostName;
      readonly version?: string;
      readonly withinSeconds?: number;
    }
  | {readonly kind: 'node/label'; readonly host: HostName; readonly labels: Readonly<Record<string, string>>};

export type ActionOf<K extends Action['kind']> = Extract<Action, {kind: K}>;

export interface Stage {
  readonly title: string;
  /** parallel: hosts side by side, the actions of one host in order. */
  readonly order: 'serial' | 'parallel';
  readonly requires?: MembershipChange;
  readonly actions: readonly Action[];
  /** What takes back a change that was begun and failed, or was refused half way. */
  readonly rollback?: readonly Action[];
  /** Once begun it is gone through to its end, also when the run is told to stop: half of it would leave something down. */
  readonly uninterruptible?: true;
  /** Done however the stage ends, also when the run is told to stop. */
  readonly finally?: readonly Action[];
  /** Neighbours of one window go side by side, at most `width` of them at a time; when one fails no other begins. */
  readonly window?: {readonly name: string; readonly width: number};
}

export type Plan = readonly Stage[];

export const parallel = (title: string, actions: readonly Action[]): Stage => ({title, order: 'parallel', actions});
export const serial = (title: string, actions: readonly Action[]): Stage => ({title, order: 'serial', actions});
