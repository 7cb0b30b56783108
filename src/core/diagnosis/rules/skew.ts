import {listed} from '../../format.js';
import type {HostName} from '../../model/names.js';
import {API_SERVER_MINORS_APART, KUBELET_MINORS_BEHIND} from '../../versions/skew.js';
import {compareVersions, minorsBetween} from '../../versions/version.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {NodeEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';
import {mostCommon} from './membership.js';

export function skewRule({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  const kube = knownValue(evidence.kube);
  if (kube === undefined || kube.servers.size === 0) return [];
  const versions = [...kube.servers.values()].toSorted(compareVersions);
  const [oldest, newest] = [versions[0]!, versions.at(-1)!];
  const controlPlanes = new Set<string>(desired.controlPlanes.map(({host}) => host));
  const servedBy = ({name}: NodeEvidence): string => {
    const own = [...kube.servers].find(([host]) => host === name)?.[1];
    return controlPlanes.has(name) && own !== undefined ? own : oldest;
  };
  // A kubelet that never reported has no version.
  const reporting = kube.nodes.filter(node => node.kubelet !== '');
  return [
    ...reporting.flatMap(node => kubelet(node, servedBy(node), newest)),
    ...(minorsBetween(oldest, newest) > API_SERVER_MINORS_APART
      ? [
          {
            code: 'kube/apiserver-skew' as const,
            message: `API servers run ${oldest} and ${newest}`,
            evidence: [...kube.servers].map(([host, version]) => `${host}: ${version}`),
            values: rejoining(kube.servers, newest),
          },
        ]
      : []),
  ];
}

/** The version to keep, and the hosts that have to be removed and joined again with it. */
function rejoining(servers: ReadonlyMap<HostName, string>, newest: string): Readonly<Record<string, string>> {
  const version = mostCommon([...servers.values()].toSorted(compareVersions)) ?? newest;
  const hosts = [...servers].flatMap(([host, each]) => (each === version ? [] : [host])).toSorted();
  return {version, hosts: listed(hosts, hosts.length)};
}

/** A kubelet of a worker may connect to the oldest API server, that of a control plane to its own. */
function kubelet({name: host, kubelet: version}: NodeEvidence, server: string, newest: string): readonly RawFinding[] {
  const base = {host, evidence: [`kubelet ${version}`, `API server ${server}`], values: {version, server: newest}};
  if (compareVersions(version, server) > 0)
    return [
      {
        ...base,
        code: 'kube/kubelet-newer',
        message: `${host}: its kubelet ${version} is newer than the API server ${server}`,
      },
    ];
  if (minorsBetween(version, newest) > KUBELET_MINORS_BEHIND)
    return [
      {
        ...base,
        code: 'kube/kubelet-old',
        message: `${host}: its kubelet ${version} is too old for the API server ${newest}`,
      },
    ];
  return [];
}
