import type {HostName} from '../../model/names.js';
import {type DiagnosisContext, knownOf, knownValue} from '../context.js';
import type {BackendEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** The configuration that each balancer reads. */
const CONFIGS: Readonly<Record<string, string>> = {
  'quorate-balancer.service': '/etc/haproxy/quorate.cfg',
  'quorate-load-balancer.service': '/etc/haproxy/quorate-load-balancer.cfg',
};

export const balancersRule = (about: DiagnosisContext): readonly RawFinding[] => [
  ...balancers(about),
  ...sharedAddress(about),
];

const balancers = (about: DiagnosisContext): readonly RawFinding[] =>
  knownOf(about.evidence.hosts).flatMap(([host, {backends}]): readonly RawFinding[] => {
    if (backends === undefined) return [];
    if (!backends.known)
      return [
        {
          code: 'balancers/unreadable',
          host,
          message: `${host}: its balancer does not answer`,
          evidence: [backends.why],
        },
      ];
    const units = [...new Set(backends.value.map(({unit}) => unit))];
    return units.flatMap(unit => {
      const servers = backends.value.filter(each => each.unit === unit);
      return [...missing(host, unit, servers, about), ...servers.flatMap(server => one(host, server, about))];
    });
  });

function missing(
  host: HostName,
  unit: string,
  servers: readonly BackendEvidence[],
  {situation}: DiagnosisContext,
): readonly RawFinding[] {
  return situation.desired.controlPlanes
    .filter(controlPlane => !servers.some(({server}) => server === controlPlane.host))
    .map(({host: server, address}) => ({
      code: 'balancers/backend-missing',
      host,
      message: `${host}: ${unit} has no server for ${server}`,
      evidence: [`it has ${servers.map(each => each.server).join(', ') || 'none'}; ${server} is at ${address}`],
      about: [unit, ...(CONFIGS[unit] === undefined ? [] : [CONFIGS[unit]])],
    }));
}

function one(
  host: HostName,
  {unit, server, address, up}: BackendEvidence,
  about: DiagnosisContext,
): readonly RawFinding[] {
  const controlPlane = about.desired.controlPlanes.find(each => each.host === server);
  const base = {host, evidence: [`${server} at ${address}`], values: {address}};
  if (controlPlane === undefined) {
    const reads = [unit, ...(CONFIGS[unit] === undefined ? [] : [CONFIGS[unit]])];
    return [
      {
        ...base,
        code: 'balancers/backend-undeclared',
        message: `${host}: ${unit} sends to ${server}, which nobody declared`,
        about: reads,
      },
    ];
  }
  if (up || knownValue(about.evidence.observed.apiReady.get(controlPlane.host)) !== true) return [];
  const message = `${host}: ${unit} takes the ready API server of ${server} for dead`;
  return [{...base, code: 'balancers/backend-down', message, about: [unit, server]}];
}

/** Only when every load balancer could be asked: the one that was not may hold it. */
function sharedAddress({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  const address = desired.loadBalancers.find(({shared}) => shared !== undefined)?.shared?.address;
  if (address === undefined) return [];
  const balancing = desired.loadBalancers.map(({host}) => ({host, seen: knownValue(evidence.hosts.get(host))}));
  const holders = balancing.filter(({seen}) => seen?.addresses.includes(address)).map(({host}) => host);
  const about = balancing.map(({host}) => host);
  if (holders.length > 1) {
    const hosts = holders.join(' and ');
    const message = `${hosts}: hold the shared address ${address} both`;
    return [{code: 'balancers/vip-duplicate', message, evidence: [], about: holders, values: {hosts}}];
  }
  if (holders.length === 1 || balancing.some(({seen}) => seen === undefined)) return [];
  return [
    {
      code: 'balancers/vip-unassigned',
      message: `no load balancer holds the shared address ${address}`,
      evidence: [],
      about,
    },
  ];
}
