import {listed} from '../../format.js';
import {canonicalCidr, isCidr} from '../../network/cidr.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

const FLANNELD = 'flanneld.service';
/** flanneld needs seconds from its start to its routes, and from a new Node to its route. */
const SETTLED_SECONDS = 30;
/** The facts have no more lines of a table of routes. */
const MAX_ROUTES = 1900;

interface Ranged {
  readonly host: string;
  readonly range: string;
}

type Subject = Pick<DiagnosisContext, 'desired' | 'evidence'>;

/** What flanneld has made of the ranges of the Nodes: its own range, its condition of the Node, its routes. */
export function podRangesRule({desired, evidence}: Subject): readonly RawFinding[] {
  if (desired.network.plugin !== 'flannel') return [];
  const found = knownValue(evidence.observed.kube)?.nodes ?? [];
  // Those that the others have had the time to notice.
  const settled = desired.nodes.flatMap(({host}): readonly Ranged[] => {
    const node = found.find(({name}) => name === host);
    const flanneld = knownValue(evidence.hosts.get(host))?.units.get(FLANNELD);
    const isUp = flanneld?.active === 'active' && (flanneld.activeSeconds ?? 0) >= SETTLED_SECONDS;
    return isUp && node?.ready === true && node.podCidr !== undefined && isCidr(node.podCidr)
      ? [{host, range: canonicalCidr(node.podCidr)}]
      : [];
  });
  return settled.flatMap(node => [
    ...ownRange(node, evidence),
    ...condition(node, evidence),
    ...routes(node, settled, evidence),
  ]);
}

function ownRange({host, range}: Ranged, {hosts}: Subject['evidence']): readonly RawFinding[] {
  const used = [...hosts].find(([name]) => name === host)?.[1];
  const own = knownValue(used)?.podRange;
  if (own === undefined || own === range) return [];
  return [
    {
      code: 'network/range-differs',
      host,
      message: `${host}: flanneld uses another range of the pod network than its Node has`,
      evidence: [`flanneld uses ${own}`, `the Node has ${range}`],
      subjects: [FLANNELD],
    },
  ];
}

function condition({host}: Ranged, {kube}: Subject['evidence']): readonly RawFinding[] {
  const node = knownValue(kube)?.nodes.find(({name}) => name === host);
  if (node === undefined || node.networkUnavailable === 'False') return [];
  const is = node.networkUnavailable === undefined ? 'missing' : 'not False';
  return [
    {
      code: 'network/not-reported',
      host,
      message: `${host}: flanneld has not reported that the pod network works`,
      evidence: [`the condition NetworkUnavailable of the Node is ${is}`],
      subjects: [FLANNELD],
    },
  ];
}

function routes({host}: Ranged, all: readonly Ranged[], {observed}: Subject['evidence']): readonly RawFinding[] {
  const facts = knownValue([...observed.hosts].find(([name]) => name === host)?.[1]);
  const known = facts?.routes;
  if (known === undefined || known.length > MAX_ROUTES) return [];
  // Those of IPv4 are in this form already.
  const reached = new Set(known.map(({to}) => (to.includes(':') && isCidr(to) ? canonicalCidr(to) : to)));
  const missing = all.filter(each => each.host !== host && !reached.has(each.range));
  if (missing.length === 0) return [];
  const to = missing.map(each => each.host).toSorted();
  return [
    {
      code: 'network/route-missing',
      host,
      message: `${host}: has no route to pods of ${listed(to)}`,
      evidence: missing.slice(0, 12).map(each => `${each.host} has ${each.range}`),
      subjects: [FLANNELD],
    },
  ];
}
