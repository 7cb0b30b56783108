import type {DiagnosisContext} from '../context.js';
import type {LinkEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** A port between two hosts that were tried; unknown is no fault of the link. */
interface Tried extends Omit<LinkEvidence, 'answer'> {
  readonly answer: 'open' | 'refused' | 'silent';
}

/** Each failed connection is laid to the largest thing that explains it: a host, a port of it, or two hosts. */
export function linksRule({evidence}: DiagnosisContext): readonly RawFinding[] {
  const tried = evidence.links.flatMap(link => (link.answer.known ? [{...link, answer: link.answer.value}] : []));
  const targets = [...groups(tried, ({to}) => to)];
  const cut = new Set(targets.filter(([host, to]) => isCut(host, to, tried)).map(([host]) => host));
  const rest = tried.filter(({from, to}) => !cut.has(from) && !cut.has(to));
  const ports = [...groups(rest, ({to, port}) => `${to} ${port}`).values()].filter(isShut);
  const shut = new Set(ports.flat());
  const between = groups(
    rest.filter(link => !shut.has(link) && link.answer !== 'open'),
    pairOf,
  );
  return [...[...cut].map(host => hostCut(host, tried)), ...ports.map(shutPort), ...[...between.values()].map(pairCut)];
}

/**
 * Nobody gets an answer there from several sides, though others reach each other. Of a host with a single port that
 * gets answers itself, it is the port.
 */
function isCut(host: string, to: readonly Tried[], all: readonly Tried[]): boolean {
  const senders = new Set(to.map(({from}) => from)).size;
  if (senders < 2 || to.some(({answer}) => answer !== 'silent')) return false;
  const ports = new Set(to.map(({port}) => port)).size;
  if (ports === 1 && all.some(({from, answer}) => from === host && answer === 'open')) return false;
  return all.some(({from, to: target, answer}) => answer === 'open' && from !== host && target !== host);
}

/** Blocked or not listened on for all who tried, more than one. */
const isShut = (links: readonly Tried[]): boolean =>
  new Set(links.map(({from}) => from)).size > 1 && links.every(({answer}) => answer !== 'open');

const pairOf = ({from, to}: Tried): string => [from, to].toSorted().join(' ');

const line = ({from, to, port, answer}: Tried): string => `${from} to ${to}, port ${port}: ${answer}`;

const hostCut = (host: string, tried: readonly Tried[]): RawFinding => ({
  code: 'links/host-isolated',
  host,
  message: `${host}: no other host reaches it`,
  evidence: tried.filter(({to, answer}) => to === host && answer !== 'open').map(line),
});

function shutPort(links: readonly Tried[]): RawFinding {
  const [{to, port}] = links as readonly [Tried, ...Tried[]];
  const refused = links.every(({answer}) => answer === 'refused');
  return {
    code: refused ? 'links/port-refused' : 'links/port-blocked',
    host: to,
    message: `${to}: ${refused ? 'nothing listens at' : 'no host gets an answer at'} port ${port}`,
    evidence: links.map(line),
    about: [`port ${port}`],
    values: {port: String(port)},
  };
}

function pairCut(links: readonly Tried[]): RawFinding {
  const hosts = [...new Set(links.flatMap(({from, to}) => [from, to]))].toSorted();
  const ports = [...new Set(links.map(({port}) => port))].toSorted((one, other) => one - other).join(', ');
  return {
    code: 'links/no-connectivity',
    message: `${hosts.join(' and ')}: do not reach each other at port ${ports}`,
    evidence: links.map(line),
    about: hosts,
    values: {hosts: hosts.join(' and '), ports},
  };
}

function groups<T>(all: readonly T[], by: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) found.set(by(each), [...(found.get(by(each)) ?? []), each]);
  return found;
}
