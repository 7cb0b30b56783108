import {listed} from '../format.js';
import type {Finding} from '../model/finding.js';
import {project} from '../quorum/project.js';
import {MOST_VOTERS} from '../quorum/refusals.js';
import {newHosts} from './etcd-join.js';
import type {PlanInput} from './input.js';

/**
 * What will speak against new members of etcd, as far as can be seen before the first file is written. A declared member
 * that is down may be started by the same run, and is taken for healthy here; the engine proves each at its moment.
 */
export function growthForecast(input: PlanInput): readonly Finding[] {
  const {desired, observed} = input;
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  const etcd = observed.etcd.value;
  const growing = newHosts(input);
  const [first] = growing.filter(({peerUrl}) => !etcd.members.some(member => member.peerUrl === peerUrl));
  if (first === undefined) return [];
  const voters = etcd.members.filter(({learner}) => !learner).length;
  if (voters + growing.length > MOST_VOTERS)
    return [
      tooManyVoters(
        growing.map(({host}) => host),
        voters,
      ),
    ];
  const declared = new Set<string | undefined>(desired.etcd.map(({host}) => host));
  const begun = (member: {readonly peerUrl: string}) => growing.some(({peerUrl}) => peerUrl === member.peerUrl);
  const members = etcd.members
    .filter(member => !begun(member))
    .map(member => (declared.has(member.host) ? {...member, healthy: true} : member));
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
    message: `${names} would make ${voters + hosts.length} voting members of etcd, and ${MOST_VOTERS} are the most: each further one makes every write slower`,
    fix: `leave ${names} out of etcd: 3 or 5 voting members are enough, and workers need none`,
  };
}
