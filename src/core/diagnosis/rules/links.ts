import type {DiagnosisContext} from '../context.js';
import type {LinkEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** A connection that was tried. */
interface Tried extends Omit<LinkEvidence, 'answer'> {
  readonly answer: 'open' | 'refused' | 'silent';
}

/** Failed connections are grouped by the largest cause that explains them: a host, a port of it, or a pair of hosts. */
export function linksRule({evidence}: Pick<DiagnosisContext, 'evidence'>): readonly RawFinding[] {
  const tried = evidence.links.flatMap(link => (link.answer.known ? [{...link, answer: link.answer.value}] : []));
  const targets = [...groups(tried, ({to}) => to)];
  const isolated = new Set(targets.filter(([host, to]) => isIsolated(host, to, tried)).map(([host]) => host));
  const rest = tried.filter(({from, to}) => !isolated.has(from) && !isolated.has(to));
  const ports = [...groups(rest, ({to, port}) => `${to} ${port}`).values()].filter(isBlocked);
  const blocked = new Set(ports.flat());
  const between = groups(
    rest.filter(link => !blocked.has(link) && link.answer !== 'open'),
    pairOf,
  );
  return [
    ...[...isolated].map(host => hostIsolated(host, tried)),
    ...ports.map(portBlocked),
    ...[...between.values()].map(pairDisconnected),
  ];
}

/**
 * Several hosts tried and none got an answer, while other hosts reach each other. If only one port was tried and the
 * host itself gets answers, the port is blocked and the host is not isolated.
 */
function isIsolated(host: string, to: readonly Tried[], all: readonly Tried[]): boolean {
  const senders = new Set(to.map(({from}) => from)).size;
  if (senders < 2 || to.some(({answer}) => answer !== 'silent')) return false;
  const ports = new Set(to.map(({port}) => port)).size;
  if (ports === 1 && all.some(({from, answer}) => from === host && answer === 'open')) return false;
  return all.some(({from, to: target, answer}) => answer === 'open' && from !== host && target !== host);
}

/** More than one host tried, and none could connect. */
const isBlocked = (links: readonly Tried[]): boolean =>
  new Set(links.map(({from}) => from)).size > 1 && links.every(({answer}) => answer !== 'open');

const pairOf = ({from, to}: Tried): string => [from, to].toSorted().join(' ');

const line = ({from, to, port, answer}: Tried): string =>
  `${from} to ${to}, port ${port}: ${answer === 'silent' ? 'no answer' : answer}`;

const hostIsolated = (host: string, tried: readonly Tried[]): RawFinding => ({
  code: 'links/host-isolated',
  host,
  message: `${host}: unreachable from the other hosts`,
  evidence: tried.filter(({to, answer}) => to === host && answer !== 'open').map(line),
});

function portBlocked(links: readonly Tried[]): RawFinding {
  const [{to, port}] = links as readonly [Tried, ...Tried[]];
  const refused = links.every(({answer}) => answer === 'refused');
  return {
    code: refused ? 'links/port-refused' : 'links/port-blocked',
    host: to,
    message: `${to}: ${refused ? 'nothing listens on' : 'no host gets an answer from'} port ${port}`,
    evidence: links.map(line),
    subjects: [`port ${port}`],
    values: {port: String(port)},
  };
}

function pairDisconnected(links: readonly Tried[]): RawFinding {
  const hosts = [...new Set(links.flatMap(({from, to}) => [from, to]))].toSorted();
  const ports = [...new Set(links.map(({port}) => port))].toSorted((one, other) => one - other).join(', ');
  return {
    code: 'links/no-connectivity',
    message: `${hosts.join(' and ')}: no connectivity at port ${ports}`,
    evidence: links.map(line),
    subjects: hosts,
    values: {hosts: hosts.join(' and '), ports},
  };
}

function groups<T>(all: readonly T[], by: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) found.set(by(each), [...(found.get(by(each)) ?? []), each]);
  return found;
}
