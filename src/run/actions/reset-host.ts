import type {ActionOf} from '../../core/actions/action.js';
import {isListed} from '../../core/actions/etcd-state.js';
import {isReset} from '../../core/actions/host.js';
import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {RESET} from '../../core/model/reset-scope.js';
import type {RunContext} from '../context.js';
import {keptText} from '../report/kept-text.js';
import {expectedOn, factsOfEach, readFacts} from './read-facts.js';
import {type ActionRunner, pendingUnless} from './runner.js';

export const hostReset: ActionRunner<ActionOf<'host/reset'>> = {
  async check(actions, context) {
    const facts = await factsOfEach(actions, {}, context);
    return pendingUnless(
      action => isReset(facts.get(action)!),
      actions,
      action => `${action.host}: ${facts.get(action)!.owned.size} files installed by quorate remain`,
    );
  },
  async apply(actions, context) {
    for (const {host, deleteEdited = false} of actions) {
      await throwIfMember(host, context);
      const identity = await expectedOn(host, context);
      const kept = keptText(await context.cluster.host(host).reset({...RESET, identity, deleteEdited}));
      if (kept !== '') context.report({type: 'step', title: `Reset ${host}`, detail: kept});
    }
  },
};

/** By id in the live member list. Throws Failure 'etcd/still-a-member', or 'etcd/membership-unknown'. */
async function throwIfMember(host: HostName, context: RunContext): Promise<void> {
  const [{etcdMarker: marker}, etcd] = await Promise.all([readFacts(host, {}, context), context.cluster.etcd.state()]);
  if (!etcd.known)
    throw new Failure('etcd/membership-unknown', `${host}: not reset: the etcd member list is unknown: ${etcd.why}`, {
      suggestions: ['start the members that are down, then run the same command again'],
    });
  const isOn = etcd.value.is === 'formed' && etcd.value.members.some(member => member.host === host);
  if (isOn || isListed(etcd.value, marker ?? {}))
    throw new Failure('etcd/still-a-member', `${host}: not reset: its etcd member is still in the member list`, {
      suggestions: [`quorate remove ${host}`],
    });
}
