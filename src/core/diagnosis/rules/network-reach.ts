import {listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {DesiredCluster} from '../../model/desired.js';
import {isDnsAnswered, type NetworkReach, type Reached} from '../../model/network-reach.js';
import {type DiagnosisContext, knownOf, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

interface Tried {
  readonly from: string;
  readonly to: string;
  readonly answer: Reached;
}

type Subject = Pick<DiagnosisContext, 'desired' | 'evidence'>;

/** Pairs that are named one by one. */
const MAX_PAIRS = 3;
const MAX_LINES = 12;

/** The pod network and cluster DNS, as the nodes see them. Failures are grouped by the largest cause that explains them. */
export function networkReachRule({desired, evidence}: Subject): readonly RawFinding[] {
  const {reach, kube} = evidence.observed;
  if (reach === undefined) return [];
  const nodes = new Set<string>(desired.nodes.map(({host}) => host));
  const seen = knownOf(reach).filter(([host]) => nodes.has(host));
  const tried = seen.flatMap(([from, {nodes: reached}]) =>
    [...reached].flatMap(([to, answer]) => (nodes.has(to) ? [{from, to, answer}] : [])),
  );
  const withoutRange = (knownValue(kube)?.nodes ?? []).filter(
    ({name, ready, podCidr}) => ready && podCidr === undefined && nodes.has(name),
  );
  return [
    ...(desired.network.plugin === 'flannel' ? withoutRange.map(({name}) => noRange(name)) : []),
    ...connections(tried, desired, evidence),
    ...dns(seen, {desired, evidence}),
  ];
}

const noRange = (host: string): RawFinding => ({
  code: 'network/no-range',
  host,
  message: `${host}: its Node has no range of the pod network`,
  evidence: [],
});

function connections(
  tried: readonly Tried[],
  desired: DesiredCluster,
  evidence: Subject['evidence'],
): readonly RawFinding[] {
  const failed = tried.filter(({answer}) => answer !== 'open');
  const pairs = by(failed, ({from, to}) => [from, to].toSorted().join(' '));
  if (failed.length > 0 && failed.length === tried.length && pairs.size > 1) return [down(failed)];
  const isolated = isolatedNodes(tried);
  const between = [...pairs.values()].filter(([one]) => !isolated.has(one!.from) && !isolated.has(one!.to));
  return [
    ...[...isolated].map(host => nodeIsolated(host, failed, {desired, evidence})),
    ...(between.length > MAX_PAIRS ? [between.flat()] : between).map(disconnected),
  ];
}

/** Nodes that none of several nodes reaches, and nodes that reach none of several. */
function isolatedNodes(tried: readonly Tried[]): ReadonlySet<string> {
  const hosts = new Set(tried.flatMap(({from, to}) => [from, to]));
  const [into, outOf] = [by(tried, ({to}) => to), by(tried, ({from}) => from)];
  const areAllFailed = (links: readonly Tried[] = []) =>
    links.length > 1 && links.every(({answer}) => answer !== 'open');
  return new Set([...hosts].filter(host => areAllFailed(into.get(host)) || areAllFailed(outOf.get(host))));
}

function down(failed: readonly Tried[]): RawFinding {
  const hosts = hostsOf(failed);
  return {
    code: 'network/down',
    message: `the pod network connects none of ${listed(hosts)}`,
    evidence: lines(failed),
    subjects: hosts,
    values: {hosts: listed(hosts)},
  };
}

function nodeIsolated(host: string, failed: readonly Tried[], {desired: {network}, evidence}: Subject): RawFinding {
  const own = failed.filter(({from, to}) => from === host || to === host);
  const others = knownValue(evidence.observed.kube)?.nodes.filter(({name}) => name !== host) ?? [];
  const [address] = others.flatMap(({podCidr}) => podCidr?.split('/')[0] ?? []);
  return {
    code: 'network/node-isolated',
    host,
    message: `${host}: not connected to the pod network`,
    evidence: lines(own),
    values: {address: address ?? network.dnsIp, pods: network.podCidr},
  };
}

function disconnected(failed: readonly Tried[]): RawFinding {
  const hosts = hostsOf(failed);
  return {
    code: 'network/no-connectivity',
    message: `${listed(hosts)}: the pod network does not connect ${hosts.length === 2 ? 'them' : 'some of them'}`,
    evidence: lines(failed),
    subjects: hosts,
    values: {hosts: listed(hosts)},
  };
}

/** One finding for all nodes: cluster DNS is one service. */
function dns(
  seen: readonly (readonly [string, NetworkReach])[],
  {desired: {network}, evidence}: Subject,
): readonly RawFinding[] {
  const failed = seen.filter(([, reach]) => !isDnsAnswered(reach.dns));
  if (failed.length === 0) return [];
  const hosts = failed.map(([host]) => host).toSorted();
  const pods = knownValue(evidence.kube)?.systemPods?.filter(pod => pod.dns) ?? [];
  const places = [...new Set(pods.flatMap(({node}) => (node === '' ? [] : [node])))].toSorted();
  const [only] = hosts;
  return [
    {
      code: 'network/dns-silent',
      ...(hosts.length === 1 ? {host: only!} : {}),
      message:
        hosts.length === 1
          ? `${only}: cluster DNS (${network.dnsIp}) does not answer`
          : `cluster DNS (${network.dnsIp}) does not answer on ${listed(hosts)}`,
      evidence: cut([
        ...failed.map(([host, reach]) => dnsLine(host, reach)),
        ...(places.length === 0 ? [] : [`pods of CoreDNS run on ${listed(places)}`]),
      ]),
      subjects: hosts,
      values: {
        places: places.length === 0 ? 'the nodes with pods of CoreDNS' : listed(places),
        hosts: listed(hosts),
        pods: network.podCidr,
      },
    },
  ];
}

const dnsLine = (host: string, {dns: {asked, answered, otherwise}}: NetworkReach): string =>
  `${host}: ${answered} of ${asked} queries answered${otherwise === undefined ? '' : `, the others: ${said(otherwise)}`}`;

const lines = (failed: readonly Tried[]): readonly string[] =>
  cut(failed.map(({from, to, answer}) => `${from} to ${to} through the pod network: ${said(answer)}`));

const said = (answer: string): string => (answer === 'silent' ? 'no answer' : answer);

/** In a cluster of hundreds of nodes the evidence would otherwise hide the finding. */
const cut = (all: readonly string[]): readonly string[] =>
  all.length > MAX_LINES ? [...all.slice(0, MAX_LINES), `and ${all.length - MAX_LINES} more`] : all;

const hostsOf = (tried: readonly Tried[]): readonly string[] =>
  [...new Set(tried.flatMap(({from, to}) => [from, to]))].toSorted();
