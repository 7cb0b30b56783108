import type {Finding} from '../../model/finding.js';
import {apiServers} from './api-server-versions.js';
import {apiReady} from './api-servers-ready.js';
import {deprecatedApis} from './deprecated-apis.js';
import {blockedFindings} from './disruption-budgets.js';
import {downtime} from './downtime.js';
import {etcdFloor} from './etcd-floor.js';
import {etcdHealth} from './etcd-health.js';
import {etcdStep} from './etcd-step.js';
import type {UpgradeCheckInput, UpgradeRule} from './input.js';
import {kubelets} from './kubelet-skew.js';
import {kubernetesStep} from './kubernetes-step.js';
import {limitSkew} from './limit-skew.js';
import {nodesReady} from './nodes-ready.js';
import {pair} from './version-pair.js';

/** The refusals and warnings of an upgrade before its first change. */
export const upgradeFindings = (given: UpgradeCheckInput): readonly Finding[] => [
  ...RULES.flatMap(rule => rule(given)),
  ...blockedFindings(given.evictablePods, cordonedNodes(given)),
];

/** The target first, then the state of the cluster. */
const RULES: readonly UpgradeRule[] = [
  kubernetesStep,
  apiServers,
  kubelets,
  limitSkew,
  etcdStep,
  etcdFloor,
  pair,
  deprecatedApis,
  etcdHealth,
  downtime,
  apiReady,
  nodesReady,
];

/** Nodes that an interrupted run cordoned. */
const cordonedNodes = ({desired, observed: {kube}}: UpgradeCheckInput) => {
  const cordoned = new Set<string>(
    (kube.known ? kube.value.nodes : []).filter(node => node.held).map(({name}) => name),
  );
  return new Set(desired.nodes.map(({host}) => host).filter(host => cordoned.has(host)));
};
