import type {DeprecatedUse} from '../core/model/deprecated-api.js';
import type {EvictablePods} from '../core/model/evictable-pods.js';
import type {Fact} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {NodeChange} from '../core/model/node-change.js';
import type {KubeState} from '../core/model/observed.js';
import type {KubeObject} from '../core/render/kube/object.js';

/** The Kubernetes API, asked on the control planes. */
export interface KubeClient {
  ready(host: HostName): Promise<Fact<boolean>>;
  state(objects: readonly KubeObject[]): Promise<Fact<KubeState>>;
  apply(objects: readonly KubeObject[]): Promise<void>;
  /** The pods on these nodes that a drain would evict. */
  evictablePods(nodes: readonly HostName[]): Promise<Fact<EvictablePods>>;
  /**
   * Cordons a node and requests the eviction of its pods, within their disruption budgets, for some seconds. The pods that
   * remain are listed by `evictablePods`. `waits`: also waits for pods that are terminating already.
   * Throws Failure 'kube/drain-refused' for pods that no controller would start on another node.
   */
  drain(node: HostName, options: {readonly waits: boolean}): Promise<void>;
  /** Cordons a node that is not cordoned, and annotates it: quorate did it. */
  cordon(node: HostName): Promise<void>;
  /** Uncordons a node with that annotation, and removes the annotation. */
  uncordon(node: HostName): Promise<void>;
  /** Deprecated API versions that clients have used and that a later release removes. */
  deprecated(): Promise<Fact<readonly DeprecatedUse[]>>;
  deleteNode(node: HostName): Promise<void>;
  /**
   * Changes labels, taints and the record of each node, all or none of them on one node. Returns why the API server
   * refused some; undefined: all are changed. A node whose removed labels or whose taints differ from what the change was
   * computed from is refused.
   */
  changeNodes(changes: readonly (NodeChange & {readonly name: HostName})[]): Promise<string | undefined>;
}
