import {foreignCniFiles, pluginsOf, sortsFirst} from '../../checks/preflight/cni.js';
import {closedToPrograms} from '../../checks/preflight/execution.js';
import {overlaps} from '../../checks/preflight/overlap.js';
import {isReadOnly} from '../../checks/preflight/places.js';
import {resolverProblem} from '../../checks/preflight/resolver.js';
import {hasServiceRoute} from '../../checks/preflight/service-route.js';
import {by} from '../../group-by.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {type DiagnosisContext, isFresh, knownOf} from '../context.js';
import type {RawFinding} from '../findings.js';

/** What preflight checks of a host that joins, and what may change later: mounts, routes, resolvers, other pod networks. */
export const hostSurroundingsRule = ({
  desired,
  evidence,
}: Pick<DiagnosisContext, 'desired' | 'evidence'>): readonly RawFinding[] => {
  const nodes = new Set(desired.nodes.map(({host}) => host));
  return knownOf(evidence.observed.hosts)
    .filter(([host]) => !isFresh(host, evidence))
    .flatMap(([host, facts]) => [...mounts(host, facts), ...(nodes.has(host) ? networks(host, facts, desired) : [])]);
};

function mounts(host: HostName, facts: HostFacts): readonly RawFinding[] {
  const closed = by(
    [...facts.places].filter(([, {mount}]) => isReadOnly(mount)),
    ([, {mount}]) => mount?.point ?? '',
  );
  return [
    // Programs and links are only written by a run, and /usr is read-only on purpose in some distributions.
    ...[...closed]
      .filter(([, places]) => places.some(([path]) => path.startsWith('/var/')))
      .map(([point, places]) => ({
        code: 'hosts/read-only' as const,
        host,
        message: `${host}: ${point} is mounted read-only`,
        evidence: places.map(([path]) => `${path} is on this file system`),
        values: {path: point},
      })),
    ...closedToPrograms(facts).map(point => ({
      code: 'hosts/no-exec' as const,
      host,
      message: `${host}: ${point}, which has the programs of the cluster, is mounted noexec`,
      evidence: [],
      values: {path: point},
    })),
  ];
}

function networks(host: HostName, facts: HostFacts, {network}: DesiredCluster): readonly RawFinding[] {
  const resolver = resolverProblem(facts);
  const first =
    network.plugin === 'flannel'
      ? foreignCniFiles(facts).filter(file => sortsFirst(file) && !file.plugins.some(delegates))
      : [];
  return [
    ...first.map(file => ({
      code: 'hosts/cni-config-first' as const,
      host,
      message: `${host}: /etc/cni/net.d/${file.name}${pluginsOf(file)} sorts before the configuration of flannel`,
      evidence: [],
      values: {path: `/etc/cni/net.d/${file.name}`},
    })),
    // Interfaces of other pod networks have unknown names.
    ...(network.plugin === 'flannel' ? overlaps(facts, network) : []).map(({message}) => ({
      code: 'hosts/network-overlap' as const,
      host,
      message: `${host}: ${message}`,
      evidence: [],
    })),
    ...(hasServiceRoute(facts, network)
      ? []
      : [
          {
            code: 'hosts/no-service-route' as const,
            host,
            message: `${host}: has no route to the range of services ${network.serviceCidr}, and no default route`,
            evidence: [],
            values: {range: network.serviceCidr},
          },
        ]),
    ...(resolver?.unusable === true
      ? [
          {
            code: 'hosts/resolver-unusable' as const,
            host,
            message: `${host}: ${resolver.message}`,
            evidence: [],
          },
        ]
      : []),
  ];
}

/** multus and multus-shim use the configuration of another plugin. */
const delegates = (plugin: string): boolean => plugin.startsWith('multus');
