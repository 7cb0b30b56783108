import type {Finding} from '../../model/finding.js';
import {apiServers} from './api-server-versions.js';
import {apiReady} from './api-servers-ready.js';
import {deprecatedApis} from './deprecated-apis.js';
import {blockedFindings} from './disruption-budgets.js';
import {downtime} from './downtime.js';
import {etcdFloor} from './etcd-floor.js';
import {etcdHealth} from './etcd-health.js';
import {etcdStep} from './etcd-step.js';
import {hosts} from './hosts.js';
import type {UpgradeCheckInput, UpgradeRule} from './input.js';
import {kubelets} from './kubelet-skew.js';
import {kubernetesStep} from './kubernetes-step.js';
import {nodesReady} from './nodes-ready.js';
import {pair} from './version-pair.js';

/** Everything that speaks against an upgrade, and what is to be known about it, before anything is touched. */
export const upgradeFindings = (given: UpgradeCheckInput): readonly Finding[] => [
  ...RULES.flatMap(rule => rule(given)),
  ...blockedFindings(given.evictablePods, heldNodes(given)),
];

/** Where it goes comes first: of a way that does not exist the state of the cluster says nothing. */
const RULES: readonly UpgradeRule[] = [
  kubernetesStep,
  apiServers,
  kubelets,
  etcdStep,
  etcdFloor,
  pair,
  deprecatedApis,
  hosts,
  etcdHealth,
  downtime,
  apiReady,
  nodesReady,
];

const heldNodes = ({desired, observed: {kube}}: UpgradeCheckInput) => {
  const held = new Set<string>((kube.known ? kube.value.nodes : []).filter(node => node.held).map(({name}) => name));
  return new Set(desired.nodes.map(({host}) => host).filter(host => held.has(host)));
};
