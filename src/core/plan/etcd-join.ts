import type {DesiredMember} from '../model/desired.js';
import {sha256} from '../model/digest.js';
import type {EtcdMember} from '../model/observed.js';
import {ETCD_BOOTSTRAP_ENV, etcdJoinEnv} from '../render/etcd/bootstrap.js';
import type {Action, Plan, Stage} from './action.js';
import {isDue} from './due.js';
import type {PlanInput} from './input.js';

/** Members that are to be voters of a formed cluster and are not yet; one that has begun as a learner comes first. */
export function newHosts({desired, observed}: PlanInput): readonly DesiredMember[] {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  const {members} = observed.etcd.value;
  const missing = desired.etcd.filter(
    ({host, peerUrl}) => !members.some(each => !each.learner && (each.peerUrl === peerUrl || each.host === host)),
  );
  const begun = ({peerUrl}: DesiredMember) => members.some(member => member.peerUrl === peerUrl);
  return [...missing.filter(begun), ...missing.filter(member => !begun(member))];
}

/**
 * A formed cluster grows by one member at a time: added as a learner, started, in sync, proven, promoted. Each finds
 * the members of that moment: those of now, and the newcomers before it.
 */
export function growth(input: PlanInput): Plan {
  const {observed, desired} = input;
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  const {members} = observed.etcd.value;
  const growing = newHosts(input);
  const awaitServing = members.filter(each => !growing.some(({peerUrl}) => peerUrl === each.peerUrl));
  return growing.flatMap((member, index) => {
    const list = [...awaitServing.map(named), ...growing.slice(0, index + 1)];
    const begun = members.some(each => each.peerUrl === member.peerUrl);
    const grown = grow(member, etcdJoinEnv(desired, list), begun);
    const cleared = grown
      .flatMap(({actions}) => actions)
      .some(each => each.kind === 'etcd/wipe-data' && isDue(each, input));
    // Clearing stops what the snapshot shows as running, and removes what it shows as written.
    const due = (action: Action) => cleared || isDue(action, input);
    return grown.map(stage => ({...stage, actions: stage.actions.filter(due)}));
  });
}

const named = ({name, peerUrl}: EtcdMember) => ({host: name, peerUrl});

function grow({host, peerUrl}: DesiredMember, env: string, begun: boolean): Plan {
  const put = (path: string, text: string): Action => ({
    kind: 'file/put',
    host,
    path,
    mode: '600',
    digest: sha256(text),
    text,
  });
  const start: readonly Action[] = [
    {kind: 'etcd/wipe-data', host, peerUrl},
    {kind: 'etcd/add-learner', host, peerUrl},
    put(ETCD_BOOTSTRAP_ENV, env),
    {kind: 'etcd/record-ids', host, peerUrl, as: 'learner'},
    {kind: 'service/run', host, unit: 'etcd.service'},
    {kind: 'etcd/await-in-sync', host, peerUrl},
  ];
  // Left behind, a learner would block every other change of members, that of the next newcomer included.
  const rollback: readonly Action[] = [{kind: 'etcd/remove-learner', host, peerUrl}];
  const add: Stage = {title: `Add ${host} to etcd as a learner`, order: 'serial', actions: start, rollback};
  return [
    begun ? add : {...add, requires: {kind: 'add', peerUrl, name: host}},
    {
      title: `Make ${host} a voter of etcd`,
      order: 'serial',
      requires: {kind: 'promote', peerUrl},
      // A voter that lost its data must never begin anew under the vote it has: not even before it is sealed.
      actions: [
        {kind: 'etcd/record-ids', host, peerUrl, as: 'member'},
        {kind: 'etcd/promote', host, peerUrl},
        {kind: 'etcd/record-member', host, peerUrl},
      ],
      rollback,
    },
  ];
}
