import type {HostName} from '../../model/names.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {Evidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';
import {type Answering, clustersOf} from '../membership.js';
import {markerText} from './membership-record.js';

/** The member list against the configuration, and against itself. */
export const membershipRule = (about: DiagnosisContext): readonly RawFinding[] => [
  ...otherClusters(about),
  ...listed(about),
  ...missing(about),
  ...differingLists(about),
];

/** Another cluster of members that are all declared was formed from this configuration; any other came from elsewhere. */
function otherClusters({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  const [main, ...others] = clustersOf(evidence);
  if (main === undefined) return [];
  const declared = new Set(desired.etcd.map(({peerUrl}) => peerUrl));
  const isOfOurs = ({says}: Answering) => says.list.every(({peerUrl}) => declared.has(peerUrl));
  const [split, foreign] = [others.filter(each => each.every(isOfOurs)), others.filter(each => !each.every(isOfOurs))];
  return [
    ...split.map(part => twoClusters(main, part)),
    ...foreign.flatMap(part => part.map(each => outsider(main, each))),
  ];
}

function twoClusters(main: readonly Answering[], part: readonly Answering[]): RawFinding {
  const names = (cluster: readonly Answering[]) => cluster.map(({host}) => host).join(', ');
  const [first] = part;
  return {
    code: 'etcd/two-clusters',
    host: first!.host,
    message: `${names(part)}: formed an etcd cluster apart from that of ${names(main)}`,
    evidence: [main, part].map(cluster => `${names(cluster)}: cluster id ${cluster[0]!.says.clusterId}`),
    about: part.map(({host}) => host),
    values: {part: names(part)},
  };
}

const outsider = (main: readonly Answering[], {host, says}: Answering): RawFinding => ({
  code: 'etcd/foreign-cluster',
  host,
  message: `${host}: its etcd member belongs to the cluster ${says.clusterId}, not to ${main[0]!.says.clusterId}`,
  evidence: says.list.map(
    ({name, peerUrl}) => `${host} lists ${name === '' ? 'a member not started' : name} at ${peerUrl}`,
  ),
});

function listed({membership}: DiagnosisContext): readonly RawFinding[] {
  if (!membership.known || membership.value.elsewhere) return [];
  const {members} = membership.value;
  return members.flatMap((seat): readonly RawFinding[] => {
    const {host, id, peerUrl, declared, learner} = seat;
    if (!declared)
      return [
        {
          code: 'etcd/member-undeclared',
          host,
          message: `${host}: is a member of etcd and not declared as one`,
          evidence: [`member ${id} at ${peerUrl}, ${learner ? 'learner' : 'voter'}`],
          values: {id},
        },
      ];
    if (!learner) return [];
    return [
      {
        code: 'etcd/learner-not-promoted',
        host,
        message: `${host}: its member is a learner`,
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

/** One that left or never arrived says so beside its data. */
function markerAt(host: HostName, {observed}: Evidence): readonly string[] {
  const marker = knownValue(observed.hosts.get(host))?.etcdMarker;
  return marker === undefined ? [] : [markerText(marker)];
}

/** What most say counts; of two, the one that differs from the first is named. */
function differingLists({evidence}: DiagnosisContext): readonly RawFinding[] {
  const [main = []] = clustersOf(evidence);
  const usual = mostCommon(main.map(listText));
  return main
    .filter(each => listText(each) !== usual)
    .map(each => ({
      code: 'etcd/member-lists-differ',
      host: each.host,
      message: `${each.host}: its member lists other members than most do`,
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
