import {listed} from '../format.js';
import type {Finding} from '../model/finding.js';
import {project} from '../quorum/project.js';
import {MOST_VOTERS} from '../quorum/quorum.js';
import {newMembers} from './etcd-join.js';
import type {PlanInput} from './input.js';
import {startedMembers} from './left-out/refuted.js';

/**
 * Reasons to refuse new etcd members that are known before the first file is written. A configured member that is down
 * counts as healthy here, because the same run may start it, unless its host is left out; each addition is proven again
 * right before it is made.
 */
export function growthForecast(input: PlanInput): readonly Finding[] {
  const {observed} = input;
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  const etcd = observed.etcd.value;
  const joining = newMembers(input).filter(({host}) => !input.leftOut?.has(host));
  const [first] = joining.filter(({peerUrl}) => !etcd.members.some(member => member.peerUrl === peerUrl));
  if (first === undefined) return [];
  const voters = etcd.members.filter(({learner}) => !learner).length;
  if (voters + joining.length > MOST_VOTERS)
    return [
      tooManyVoters(
        joining.map(({host}) => host),
        voters,
      ),
    ];
  const isJoining = (member: {readonly peerUrl: string}) => joining.some(({peerUrl}) => peerUrl === member.peerUrl);
  const members = startedMembers(input).filter(member => !isJoining(member));
  const {safe, why, fix} = project({...etcd, members}, {kind: 'add', peerUrl: first.peerUrl, name: first.host});
  if (safe) return [];
  return [
    {
      code: 'quorum/at-risk',
      level: 'error',
      message: `add ${first.host} to etcd: ${why}`,
      ...(fix === undefined ? {} : {fix}),
    },
  ];
}

function tooManyVoters(hosts: readonly string[], voters: number): Finding {
  const names = listed(hosts);
  return {
    code: 'quorum/too-many-voters',
    level: 'error',
    message: `${names} would make ${voters + hosts.length} voting members of etcd; etcd supports at most ${MOST_VOTERS}, and more make every write slower`,
    fix: `do not add ${names} to etcd: 3 or 5 voting members are enough, and workers need none`,
  };
}
