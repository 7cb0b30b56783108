import type {EtcdId} from '../model/names.js';
import type {ListedMember} from './evidence.js';

/** Who belongs to etcd, as its own members say. */
export interface Membership {
  readonly clusterId: EtcdId;
  /** By host. */
  readonly members: readonly MemberStatus[];
  /** Somebody else runs it: its members are not ours to judge one by one. */
  readonly elsewhere?: true;
}

export interface MemberStatus extends ListedMember {
  /** The host it is declared for, else its own name, else its peer URL. */
  readonly host: string;
  readonly declared: boolean;
  /** Serves a linearizable read itself; a learner: answers. No corrupt member is healthy. */
  readonly healthy: boolean;
  readonly why?: string;
  readonly leader: boolean;
  /** No endpoint leads to it; it counts as healthy while a majority answers. */
  readonly unasked?: true;
}
