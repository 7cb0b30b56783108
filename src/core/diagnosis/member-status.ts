import type {EtcdId} from '../model/names.js';
import type {ListedMember} from './evidence.js';

/** The members of etcd, as they report themselves. */
export interface Membership {
  readonly clusterId: EtcdId;
  /** By host. */
  readonly members: readonly MemberStatus[];
  /** It is an unmanaged etcd: its members are not judged one by one. */
  readonly elsewhere?: true;
}

export interface MemberStatus extends ListedMember {
  /** Its host in the configuration, else its own name, else its peer URL. */
  readonly host: string;
  readonly declared: boolean;
  /** It serves a linearizable read; a learner: it answers. A corrupt member is never healthy. */
  readonly healthy: boolean;
  readonly why?: string;
  readonly leader: boolean;
  /** No endpoint reaches it. It counts as healthy while a majority answers. */
  readonly unasked?: true;
}
