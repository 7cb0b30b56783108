import {listed} from '../../format.js';
import type {HostName} from '../../model/names.js';
import {type DiagnosisContext, factOf, knownValue} from '../context.js';
import type {HostEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** The virtual IP is on one of the hosts that share it, and on one that can serve. */
export function virtualIpRule(context: DiagnosisContext): readonly RawFinding[] {
  const {loadBalancers, vipHosts} = context.desired;
  const sharing = [...loadBalancers, ...vipHosts].filter(({shared}) => shared !== undefined);
  const address = sharing[0]?.shared?.address;
  if (address === undefined) return [];
  const read = sharing.map(({host}) => ({host, evidence: knownValue(context.evidence.hosts.get(host))}));
  const holders = read.filter(({evidence}) => evidence?.addresses.includes(address)).map(({host}) => host);
  if (holders.length > 1) return [duplicate(address, holders)];
  return holders.length === 0 ? unassigned(address, read) : notReady(address, holders[0]!, context);
}

function duplicate(address: string, holders: readonly HostName[]): RawFinding {
  const hosts = listed(holders);
  const message = `${hosts}: ${holders.length === 2 ? 'both' : 'all'} have the virtual IP ${address}`;
  return {code: 'balancers/vip-duplicate', message, evidence: [], subjects: holders, values: {hosts}};
}

/** It is unassigned only if every host that may have it could be read. */
const unassigned = (
  address: string,
  read: readonly {readonly host: HostName; readonly evidence: HostEvidence | undefined}[],
): readonly RawFinding[] =>
  read.some(({evidence}) => evidence === undefined)
    ? []
    : [
        {
          code: 'balancers/vip-unassigned',
          message: `no host has the virtual IP ${address}`,
          evidence: [],
          subjects: read.map(({host}) => host),
          values: {hosts: listed(read.map(({host}) => host))},
        },
      ];

/** A control plane keeps it when no API server is ready; when another one is, keepalived is to move it there. */
function notReady(
  address: string,
  holder: HostName,
  {desired: {vipHosts}, evidence: {observed}}: DiagnosisContext,
): readonly RawFinding[] {
  const ready = (host: HostName) => knownValue(factOf(observed.apiReady, host));
  const others = vipHosts.map(({host}) => host).filter(host => host !== holder && ready(host) === true);
  if (!vipHosts.some(({host}) => host === holder) || ready(holder) !== false || others.length === 0) return [];
  return [
    {
      code: 'balancers/vip-not-ready',
      host: holder,
      message: `${holder}: has the virtual IP ${address}, and its API server is not ready`,
      evidence: [`ready: ${others.join(', ')}`],
    },
  ];
}
