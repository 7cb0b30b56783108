import {type Replacement, withReplaced, withSuccessor} from '../core/config/replacement.js';
import {desire} from '../core/desire.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {canonicalHost} from '../core/network/address.js';
import {withLeaving} from '../core/plan/leaving.js';
import {type OldMachine, oldMachine} from './old-machine.js';
import {replace} from './replace.js';
import type {Verb} from './verb.js';

/** The hosts that a replacement connects to, and the cluster that it builds. */
export interface Parts {
  /** The old host as well, if it can be asked beside the new one. */
  readonly connected: ClusterConfig;
  /** Without the old host. */
  readonly wanted: ClusterConfig;
  /** What is wanted, with the old host if it can be asked. */
  readonly desired: DesiredCluster;
  /** The old host has an entry, and another name and address than the new one. */
  readonly hasBoth: boolean;
}

/** @param config of the file: with the old host, with both, or with the new one. */
export function partsOf(config: ClusterConfig, replacement: Replacement): Parts {
  const {old, name} = replacement;
  const before = config.hosts.find(host => host.name === old);
  const isThere = name !== old && config.hosts.some(host => host.name === name);
  const wanted = isThere
    ? {...config, hosts: config.hosts.filter(host => host.name !== old)}
    : withReplaced(config, replacement);
  const own = wanted.hosts.find(host => host.name === name);
  const hasBoth = name !== old && before !== undefined && own?.address !== before.address;
  if (!hasBoth) return {connected: wanted, wanted, desired: desire(wanted), hasBoth};
  return {
    connected: isThere ? config : withSuccessor(config, replacement),
    wanted,
    desired: withLeaving(desire(wanted), desire(config), old),
    hasBoth,
  };
}

/** What the command line says of a replacement. */
export interface ReplaceOptions {
  readonly replacement: Replacement;
  readonly drainSeconds: number;
  readonly acceptDowntime: boolean;
  readonly acceptReducedTolerance: boolean;
  /** Writes the new host to the configuration file. */
  readonly begin: () => Promise<void>;
}

/** The verb for the state in which the hosts are now. */
export function replacementVerb(
  {replacement: {old, name}, begin, ...options}: ReplaceOptions,
  parts: Parts,
  observed: ObservedCluster,
): Verb {
  const machine = oldMachine(old, parts.desired, observed);
  const members = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : [];
  const isVoter = members.some(({host, learner}) => host === name && !learner);
  const joinsEtcd = !isVoter && parts.desired.etcd.some(({host}) => host === name);
  return replace({
    old,
    name,
    machine,
    drainSeconds: options.drainSeconds,
    acceptDowntime: options.acceptDowntime,
    acceptReducedTolerance: options.acceptReducedTolerance || options.acceptDowntime || joinsEtcd,
    beforeFirstChange: begin,
    closingFindings: [
      ...(old !== name && machine === 'lost' ? [untouched(old)] : []),
      ...endpointIsOld({old, name}, parts, machine),
    ],
  });
}

const untouched = (host: string): Finding => ({
  code: 'replace/machine-untouched',
  level: 'warning',
  message: `the machine of ${host} was not changed: it still has its data and keys`,
  fix: `wipe the disks of ${host} before it starts again`,
});

function endpointIsOld(
  {old, name}: Pick<Replacement, 'old' | 'name'>,
  {connected, wanted: {endpoint, hosts}}: Parts,
  machine: OldMachine,
): readonly Finding[] {
  const before = connected.hosts.find(host => host.name === old);
  const own = hosts.find(host => host.name === name);
  if (endpoint === undefined || before === undefined || own?.address === before.address) return [];
  if (canonicalHost(endpoint.host) !== before.address) return [];
  return [
    {
      code: 'replace/endpoint-is-old',
      level: 'warning',
      message: `spec.endpoint.host is ${endpoint.host}, the address of ${old}: kubeconfigs name it, and ${machine === 'alive' ? 'no API server answers there any more' : 'nothing answers there'}`,
      fix: 'set spec.endpoint.host to an address that answers, then `quorate apply`',
    },
  ];
}
