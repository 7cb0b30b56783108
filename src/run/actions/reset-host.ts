import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {RESET} from '../../core/model/reset-scope.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isListed, isReset} from '../../core/plan/done.js';
import type {RunContext} from '../context.js';
import {due, type Step} from './action.js';
import {expectedOn, look} from './read-facts.js';

export const hostReset: Step<ActionOf<'host/reset'>> = {
  // Not with others of its host: what they have put there is gone afterwards.
  scope: 'cluster',
  async check(actions, context) {
    const facts = new Map(
      await Promise.all(actions.map(async action => [action, await look(action.host, {}, context)] as const)),
    );
    return due(
      actions,
      action => isReset(facts.get(action)!),
      action => `${action.host}: ${facts.get(action)!.owned.size} things of the cluster are still there`,
    );
  },
  async apply(actions, context) {
    for (const {host} of actions) {
      await holdsNoMember(host, context);
      await context.cluster.host(host).reset({...RESET, identity: await expectedOn(host, context)});
    }
  },
};

/** By its id in the list of this moment. Throws Failure 'etcd/still-a-member', or 'etcd/membership-unknown'. */
async function holdsNoMember(host: HostName, context: RunContext): Promise<void> {
  const [{etcdMarker: marker}, etcd] = await Promise.all([look(host, {}, context), context.cluster.etcd.state()]);
  if (!etcd.known)
    throw new Failure(
      'etcd/membership-unknown',
      `${host}: is not reset while etcd cannot say who its members are: ${etcd.why}`,
      {
        suggestions: ['start the members that are down, then run the same command again'],
      },
    );
  const isOn = etcd.value.is === 'formed' && etcd.value.members.some(member => member.host === host);
  if (isOn || isListed(etcd.value, marker ?? {}))
    throw new Failure('etcd/still-a-member', `${host}: is not reset: its etcd member is still in the member list`, {
      suggestions: [`quorate remove ${host}`],
    });
}
