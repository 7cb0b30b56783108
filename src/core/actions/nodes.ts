import type {HostName} from '../model/names.js';
import {isReaching} from '../model/network-reach.js';
import {type NodeChange, nodeChange} from '../model/node-change.js';
import {labelsAndTaintsText, nodeChangeText} from '../model/node-change-text.js';
import type {LabelsAndTaints} from '../model/node-record.js';
import {covers} from '../model/object-matches.js';
import type {NodeFact} from '../model/observed.js';
import {type KubeObject, objectKey} from '../render/kube/object.js';
import type {Descriptors} from './descriptor.js';
import {nodeOf} from './snapshot.js';

export type NodeAction =
  | {readonly kind: 'kube/await-api'; readonly host: HostName; readonly withinSeconds?: number}
  | {readonly kind: 'kube/apply'; readonly object: KubeObject}
  /** version: of the kubelet, when it changes: the Node keeps the status Ready of the old kubelet for some time. */
  | {
      readonly kind: 'node/await-ready';
      readonly host: HostName;
      readonly version?: string;
      readonly withinSeconds?: number;
    }
  /** The pod network connects the node with every other one, except `without`, and cluster DNS answers there. */
  | {readonly kind: 'node/await-network'; readonly host: HostName; readonly without?: readonly HostName[]}
  | NodeLabel
  /** Cordons the node and annotates it; a node that was cordoned already is not annotated. */
  | {readonly kind: 'node/cordon'; readonly host: HostName}
  /** Uncordons the node if it has the annotation. */
  | {readonly kind: 'node/uncordon'; readonly host: HostName}
  | {readonly kind: 'node/drain'; readonly host: HostName; readonly withinSeconds: number}
  | {readonly kind: 'node/delete'; readonly host: HostName}
  /** For hosts that are given as lost: the kubelet must not report to the API any more. */
  | {readonly kind: 'node/await-unreachable'; readonly host: HostName};

/** change: what the plan shows. The run computes it again. Undefined: the Node is unknown yet. */
export interface NodeLabel extends LabelsAndTaints {
  readonly kind: 'node/label';
  readonly host: HostName;
  readonly change?: NodeChange;
}

/** With a version: Ready as reported by the kubelet of that version. The status before the restart is outdated. */
export const isNodeReady = (node: NodeFact | undefined, {version}: {readonly version?: string}): boolean =>
  node?.ready === true && (version === undefined || node.version === version);

/** The Node has all labels and taints of the configuration, and none that quorate set before and that it lacks now. */
export const isLabelled = (node: NodeFact | undefined, desired: LabelsAndTaints): boolean =>
  node !== undefined && nodeChange(node, desired) === undefined;

export const NODES: Descriptors<NodeAction> = {
  'kube/await-api': {
    describe: () => 'wait until its API server is ready',
    isDone: ({host}, {observed}) => {
      const ready = observed.apiReady.get(host);
      return ready?.known === true && ready.value;
    },
    phase: 'cluster',
    waits: true,
  },
  'kube/apply': {
    describe: ({object}) => `apply ${objectKey(object)}`,
    isDone: ({object}, {observed: {kube}}) => {
      const live = kube.known ? kube.value.objects.get(objectKey(object)) : undefined;
      return live !== undefined && covers(live, object);
    },
    phase: 'cluster',
  },
  'node/await-ready': {
    describe: ({version}) => `wait until the node is Ready${version === undefined ? '' : ` with kubelet ${version}`}`,
    isDone: (action, snapshot) => isNodeReady(nodeOf(action.host, snapshot), action),
    phase: 'cluster',
    waits: true,
  },
  'node/await-network': {
    describe: () => 'wait until pods of other nodes and cluster DNS are reachable from the node',
    isDone: ({host, without}, {desired, observed}) => isReaching(host, desired, observed.reach, without),
    phase: 'cluster',
    waits: true,
  },
  'node/label': {
    describe: action => (action.change === undefined ? labelsAndTaintsText(action) : nodeChangeText(action.change)),
    isDone: (action, snapshot) => isLabelled(nodeOf(action.host, snapshot), action),
    phase: 'cluster',
  },
  'node/cordon': {
    describe: () => 'cordon the node (annotated quorate.dev/held)',
    isDone: ({host}, snapshot) => nodeOf(host, snapshot)?.cordoned === true,
    phase: 'cluster',
  },
  'node/uncordon': {
    describe: () => 'uncordon the node if quorate cordoned it',
    isDone: ({host}, snapshot) => nodeOf(host, snapshot)?.held !== true,
    phase: 'cluster',
  },
  'node/drain': {
    describe: ({withinSeconds}) => `cordon the node and evict its pods within ${withinSeconds} s`,
    isDone: () => 'unseen',
    phase: 'cluster',
  },
  'node/delete': {
    describe: () => 'delete the Node object',
    isDone: ({host}, snapshot) => snapshot.observed.kube.known && nodeOf(host, snapshot) === undefined,
    phase: 'cluster',
  },
  'node/await-unreachable': {
    describe: () => 'wait until the node stops reporting (NotReady)',
    isDone: () => 'unseen',
    phase: 'cluster',
    waits: true,
  },
};
