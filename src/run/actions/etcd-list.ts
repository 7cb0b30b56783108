import type {Action} from '../../core/actions/action.js';
import type {Fact} from '../../core/model/fact.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import type {RunContext} from '../context.js';
import {type Pending, pendingUnless} from './runner.js';

/** Judged by the member list; pending while it is unknown. */
export const pendingIn = <A extends Action>(
  etcd: Fact<EtcdState>,
  actions: readonly A[],
  isDone: (etcd: EtcdState, action: A) => boolean,
  because: (action: A) => string,
): readonly Pending<A>[] =>
  pendingUnless(
    action => etcd.known && isDone(etcd.value, action),
    actions,
    action => (etcd.known ? because(action) : etcd.why),
  );

type MemberAction = Extract<Action, {readonly peerUrl: string}>;

/** The check of an action that needs nothing but the live member list. */
export const checkInEtcd =
  (isDone: (etcd: EtcdState, action: MemberAction) => boolean, because: (action: MemberAction) => string) =>
  async <A extends MemberAction>(actions: readonly A[], {cluster}: RunContext): Promise<readonly Pending<A>[]> =>
    pendingIn(await cluster.etcd.state(), actions, isDone, because);

/** Empty while the list is unknown or etcd is not bootstrapped. */
export async function listMembers({cluster}: RunContext): Promise<readonly EtcdMember[]> {
  const etcd = await cluster.etcd.state();
  return etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];
}
