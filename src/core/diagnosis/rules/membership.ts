import type {HostName} from '../../model/names.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {Evidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';
import {type Answering, clustersOf} from '../membership.js';
import {markerText} from './membership-record.js';

/** The member list, compared with the configuration and between the members. */
export const membershipRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...otherClusters(context),
  ...listed(context),
  ...missing(context),
  ...differingLists(context),
];

/** A second cluster whose members are all in the configuration was bootstrapped from it; any other is foreign. */
function otherClusters({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  const [main, ...others] = clustersOf(evidence);
  if (main === undefined) return [];
  const declared = new Set(desired.etcd.map(({peerUrl}) => peerUrl));
  const isConfigured = ({says}: Answering) => says.list.every(({peerUrl}) => declared.has(peerUrl));
  const [split, foreign] = [
    others.filter(each => each.every(isConfigured)),
    others.filter(each => !each.every(isConfigured)),
  ];
  return [
    ...split.map(part => twoClusters(main, part)),
    ...foreign.flatMap(part => part.map(each => foreignMember(main, each))),
  ];
}

function twoClusters(main: readonly Answering[], part: readonly Answering[]): RawFinding {
  const names = (cluster: readonly Answering[]) => cluster.map(({host}) => host).join(', ');
  const [first] = part;
  return {
    code: 'etcd/two-clusters',
    host: first!.host,
    message: `${names(part)}: bootstrapped another etcd cluster than ${names(main)}`,
    evidence: [main, part].map(cluster => `${names(cluster)}: cluster id ${cluster[0]!.says.clusterId}`),
    subjects: part.map(({host}) => host),
    values: {part: names(part)},
  };
}

const foreignMember = (main: readonly Answering[], {host, says}: Answering): RawFinding => ({
  code: 'etcd/foreign-cluster',
  host,
  message: `${host}: its etcd member belongs to cluster ${says.clusterId}, not to ${main[0]!.says.clusterId}`,
  evidence: says.list.map(
    ({name, peerUrl}) => `${host} lists ${name === '' ? 'a member that has not started' : name} at ${peerUrl}`,
  ),
});

function listed({membership}: DiagnosisContext): readonly RawFinding[] {
  if (!membership.known || membership.value.elsewhere) return [];
  const {members} = membership.value;
  return members.flatMap((member): readonly RawFinding[] => {
    const {host, id, peerUrl, declared, learner} = member;
    if (!declared)
      return [
        {
          code: 'etcd/member-undeclared',
          host,
          message: `${host}: is an etcd member, but not in the configuration`,
          evidence: [`member ${id} at ${peerUrl}, ${learner ? 'learner' : 'voter'}`],
          values: {id},
        },
      ];
    if (!learner) return [];
    return [
      {
        code: 'etcd/learner-not-promoted',
        host,
        message: `${host}: its etcd member is a learner`,
        evidence: [`member ${id} at ${peerUrl}`],
      },
    ];
  });
}

function missing({desired, membership, evidence}: DiagnosisContext): readonly RawFinding[] {
  const members = knownValue(membership)?.members;
  if (members === undefined) return [];
  return desired.etcd
    .filter(({peerUrl}) => !members.some(member => member.peerUrl === peerUrl))
    .map(({host, peerUrl}) => ({
      code: 'etcd/member-missing',
      host,
      message: `${host}: etcd lists no member at ${peerUrl}`,
      evidence: [`listed: ${members.map(member => member.host).join(', ')}`, ...markerAt(host, evidence)],
    }));
}

/** The marker of a member that left or never joined. */
function markerAt(host: HostName, {observed}: Evidence): readonly string[] {
  const marker = knownValue(observed.hosts.get(host))?.etcdMarker;
  return marker === undefined ? [] : [markerText(marker)];
}

/** Compared with the most common list; of two lists, the second one is reported. */
function differingLists({evidence}: DiagnosisContext): readonly RawFinding[] {
  const [main = []] = clustersOf(evidence);
  const usual = mostCommon(main.map(listText));
  return main
    .filter(each => listText(each) !== usual)
    .map(each => ({
      code: 'etcd/member-lists-differ',
      host: each.host,
      message: `${each.host}: its member list differs from that of most members`,
      evidence: [`${each.host} lists ${listText(each)}`, `most list ${usual}`],
    }));
}

const listText = ({says}: Answering): string =>
  says.list
    .map(({id, peerUrl, learner}) => `${peerUrl} (${id}${learner ? ', learner' : ''})`)
    .toSorted()
    .join(', ');

export function mostCommon<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}
