import type {Finding} from '../cluster/finding.js';
import {blockedFindings} from './blocked.js';
import type {UpgradeCase, UpgradeRule} from './case.js';
import {apiReady} from './rules/api-ready.js';
import {apiServers} from './rules/api-servers.js';
import {deprecatedApis} from './rules/deprecated.js';
import {downtime} from './rules/downtime.js';
import {etcdFloor} from './rules/etcd-floor.js';
import {etcdHealth} from './rules/etcd-health.js';
import {etcdStep} from './rules/etcd-step.js';
import {hosts} from './rules/hosts.js';
import {kubelets} from './rules/kubelets.js';
import {kubernetesStep} from './rules/kubernetes-step.js';
import {nodesReady} from './rules/nodes-ready.js';
import {pair} from './rules/pair.js';

/** Everything that speaks against an upgrade, and what is to be known about it, before anything is touched. */
export const upgradeFindings = (given: UpgradeCase): readonly Finding[] => [
  ...RULES.flatMap(rule => rule(given)),
  ...blockedFindings(given.movable, heldNodes(given)),
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

const heldNodes = ({desired, observed: {kube}}: UpgradeCase) => {
  const held = new Set<string>((kube.known ? kube.value.nodes : []).filter(node => node.held).map(({name}) => name));
  return new Set(desired.nodes.map(({host}) => host).filter(host => held.has(host)));
};
