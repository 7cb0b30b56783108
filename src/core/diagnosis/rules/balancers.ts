import type {HostName} from '../../model/names.js';
import {own} from '../../own.js';
import {type DiagnosisContext, knownOf, knownValue} from '../context.js';
import type {BackendEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** The configuration file of each unit. */
const CONFIGS: Readonly<Record<string, string>> = {
  'quorate-balancer.service': '/etc/haproxy/quorate.cfg',
  'quorate-load-balancer.service': '/etc/haproxy/quorate-load-balancer.cfg',
};

/** What load balancers say of the control planes behind them. */
export const balancersRule = (context: DiagnosisContext): readonly RawFinding[] =>
  knownOf(context.evidence.hosts).flatMap(([host, {backends}]): readonly RawFinding[] => {
    if (backends === undefined) return [];
    if (!backends.known)
      return [
        {
          code: 'balancers/unreadable',
          host,
          message: `${host}: its load balancer does not answer`,
          evidence: [backends.why],
        },
      ];
    const units = [...new Set(backends.value.map(({unit}) => unit))];
    return units.flatMap(unit => {
      const servers = backends.value.filter(each => each.unit === unit);
      return [...missing(host, unit, servers, context), ...servers.flatMap(server => backend(host, server, context))];
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
      evidence: [
        `servers: ${servers.map(each => each.server).join(', ') || 'none'}; ${server} has the address ${address}`,
      ],
      subjects: [unit, own(CONFIGS, unit) ?? []].flat(),
    }));
}

function backend(
  host: HostName,
  {unit, server, address, up}: BackendEvidence,
  context: DiagnosisContext,
): readonly RawFinding[] {
  const controlPlane = context.desired.controlPlanes.find(each => each.host === server);
  const base = {host, evidence: [`${server} at ${address}`], values: {address}};
  if (controlPlane === undefined) {
    const reads = [unit, own(CONFIGS, unit) ?? []].flat();
    return [
      {
        ...base,
        code: 'balancers/backend-undeclared',
        message: `${host}: ${unit} forwards to ${server}, which is not in the configuration`,
        subjects: reads,
      },
    ];
  }
  if (up || knownValue(context.evidence.observed.apiReady.get(controlPlane.host)) !== true) return [];
  const message = `${host}: ${unit} marks the ready API server of ${server} as down`;
  return [{...base, code: 'balancers/backend-down', message, subjects: [unit, server]}];
}
