import {listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {HostName} from '../../model/names.js';
import type {Reached} from '../../model/network-reach.js';
import {type DiagnosisContext, knownOf, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

const MAX_LINES = 12;
/** Or the nodes were not asked. */
const OPEN: readonly (Reached | undefined)[] = ['open', undefined];
/** Nodes that are named in a line. */
const MAX_NAMED = 6;

/** What the pods of a probe reached, and what an earlier probe has left. */
export const probeRule = ({
  desired,
  evidence,
}: Pick<DiagnosisContext, 'desired' | 'evidence'>): readonly RawFinding[] => {
  const {probe} = evidence;
  if (probe === undefined) return left(evidence);
  // Where the nodes do not reach each other either, that is a finding of its own.
  const isReported = (from: HostName, to: HostName) =>
    [
      [from, to],
      [to, from],
    ].some(([one, other]) => !OPEN.includes(knownValue(evidence.observed.reach?.get(one!))?.nodes.get(other!)));
  const failed = knownOf(probe.reached).flatMap(([from, answers]) =>
    [...answers].flatMap(([to, answer]) => (answer === 'open' || isReported(from, to) ? [] : [{from, to, answer}])),
  );
  const groups = grouped(failed);
  const hosts = [...new Set(failed.flatMap(({from, to}) => [from, to]))].toSorted();
  const silent = [...probe.reached].flatMap(([host, fact]) => (fact.known ? [] : [{host, why: fact.why}]));
  const unknown = [...probe.notStarted, ...silent.map(({host}) => host)].toSorted();
  return [
    ...(failed.length === 0
      ? []
      : [
          {
            code: 'network/pods-isolated' as const,
            message: `pods cannot connect ${listed(
              groups.map(({ways}) => ways),
              2,
            )}`,
            evidence: cut(groups.map(({ways, answer}) => `${ways}: ${answer}`)),
            subjects: hosts,
            values: {hosts: listed(hosts), pods: desired.network.podCidr},
          },
        ]),
    ...(unknown.length === 0
      ? []
      : [
          {
            code: 'network/probe-incomplete' as const,
            message: `nothing could be tried from a pod on ${listed(unknown)}`,
            evidence: cut([
              ...probe.notStarted.map(host => `${host}: its pod did not start in time`),
              ...silent.map(({host, why}) => `${host}: ${why}`),
            ]),
            subjects: unknown,
            values: {hosts: listed(unknown)},
          },
        ]),
  ];
};

interface Failed {
  readonly from: string;
  readonly to: string;
  readonly answer: 'refused' | 'silent';
}

/** Grouped: all nodes that a pod does not reach in the same way, and all pods that do not reach the same nodes. */
function grouped(failed: readonly Failed[]): readonly {readonly ways: string; readonly answer: string}[] {
  const targets = by(failed, ({from, answer}) => `${from} ${answer}`);
  const alike = by(
    [...targets.values()],
    each =>
      `${each
        .map(({to}) => to)
        .toSorted()
        .join(' ')} ${each[0]!.answer}`,
  );
  return [...alike.values()].map(group => {
    const from = group.map(([first]) => first!.from).toSorted();
    const to = group[0]!.map(each => each.to).toSorted();
    const answer = group[0]![0]!.answer === 'silent' ? 'no answer' : 'refused';
    return {ways: `from ${listed(from, MAX_NAMED)} to ${listed(to, MAX_NAMED)}`, answer};
  });
}

const left = ({kube}: DiagnosisContext['evidence']): readonly RawFinding[] => {
  const probes = knownValue(knownValue(kube)?.control)?.probes ?? [];
  if (probes.length === 0) return [];
  return [
    {
      code: 'network/probe-left',
      message: `the API has ${probes.length === 1 ? 'the namespace' : 'namespaces'} ${listed(probes)} of a probe`,
      evidence: [],
      subjects: probes,
    },
  ];
};

const cut = (all: readonly string[]): readonly string[] =>
  all.length > MAX_LINES ? [...all.slice(0, MAX_LINES), `and ${all.length - MAX_LINES} more`] : all;
