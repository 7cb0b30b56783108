import {type Action, isDue} from '../actions/action.js';
import type {DesiredMember} from '../model/desired.js';
import {sha256} from '../model/digest.js';
import type {EtcdMember} from '../model/observed.js';
import {ETCD_BOOTSTRAP_ENV, etcdJoinEnv} from '../render/etcd/bootstrap.js';
import type {PlanInput} from './input.js';
import type {Plan} from './stage.js';
import {stageOf} from './stages.js';

/** Configured members that are not voters of the running etcd yet. Learners come first. */
export function newMembers({desired, observed}: Pick<PlanInput, 'desired' | 'observed'>): readonly DesiredMember[] {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  const {members} = observed.etcd.value;
  const missing = desired.etcd.filter(
    ({host, peerUrl}) => !members.some(each => !each.learner && (each.peerUrl === peerUrl || each.host === host)),
  );
  const isListed = ({peerUrl}: DesiredMember) => members.some(member => member.peerUrl === peerUrl);
  return [...missing.filter(isListed), ...missing.filter(member => !isListed(member))];
}

/**
 * A running etcd grows by one member at a time: added as a learner, started, in sync, promoted. Each member starts with
 * the member list of that moment: the present members, and the new ones before it.
 */
export function growth(input: PlanInput): Plan {
  const {observed, desired} = input;
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  const {members} = observed.etcd.value;
  // A host that is left out is not added: the members after it must not wait for it.
  const joining = newMembers(input).filter(({host}) => input.leftOut?.has(host) !== true);
  const present = members.filter(each => !joining.some(({peerUrl}) => peerUrl === each.peerUrl));
  return joining.flatMap((member, index) => {
    const list = [...present.map(asListed), ...joining.slice(0, index + 1)];
    const isLearner = members.some(each => each.peerUrl === member.peerUrl);
    const stages = join(member, etcdJoinEnv(desired, list), isLearner);
    const wipes = stages
      .flatMap(({actions}) => actions)
      .some(each => each.kind === 'etcd/wipe-data' && isDue(each, input));
    // A wipe stops what the snapshot shows as running and removes what it shows as written.
    const due = (action: Action) => wipes || isDue(action, input);
    return stages.map(stage => ({...stage, actions: stage.actions.filter(due)}));
  });
}

const asListed = ({name, peerUrl}: EtcdMember) => ({host: name, peerUrl});

function join({host, peerUrl}: DesiredMember, env: string, isLearner: boolean): Plan {
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
  // A learner that stays would block every other membership change, also that of the next new member.
  const rollback: readonly Action[] = [{kind: 'etcd/remove-learner', host, peerUrl}];
  const add = {...stageOf('add-learner', start, {host}), rollback};
  return [
    isLearner ? add : {...add, requires: {kind: 'add', peerUrl, name: host}},
    {
      ...stageOf(
        'promote',
        // Recorded as a member before the promotion: a voter that lost its data must not start without it.
        [
          {kind: 'etcd/record-ids', host, peerUrl, as: 'member'},
          {kind: 'etcd/promote', host, peerUrl},
          {kind: 'etcd/record-member', host, peerUrl},
        ],
        {host},
      ),
      requires: {kind: 'promote', peerUrl},
      rollback,
    },
  ];
}
