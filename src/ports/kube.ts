import type {DeprecatedUse} from '../core/model/deprecated-api.js';
import type {EvictablePods} from '../core/model/evictable-pods.js';
import type {Fact} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {KubeState} from '../core/model/observed.js';
import type {KubeObject} from '../core/render/kube/object.js';

/** The Kubernetes API, asked on control-plane hosts. */
export interface KubeClient {
  ready(host: HostName): Promise<Fact<boolean>>;
  state(objects: readonly KubeObject[]): Promise<Fact<KubeState>>;
  apply(objects: readonly KubeObject[]): Promise<void>;
  /** The pods on these nodes that a drain would move. */
  evictablePods(nodes: readonly HostName[]): Promise<Fact<EvictablePods>>;
  /**
   * Cordons a node and asks its pods to go, within the limits of disruption budgets; gives them some seconds. What is
   * left is for `movable` to say. `waits`: for pods to be gone that were asked before.
   * Throws Failure 'kube/drain-refused' for pods that nobody would start again elsewhere.
   */
  drain(node: HostName, options: {readonly waits: boolean}): Promise<void>;
  /** Cordons a node that nobody has cordoned, and notes on it that quorate did. */
  cordon(node: HostName): Promise<void>;
  /** Uncordons a node that carries that note, and takes the note off. */
  uncordon(node: HostName): Promise<void>;
  /** Versions of the API that clients have asked for and that a coming release no longer has. */
  deprecated(): Promise<Fact<readonly DeprecatedUse[]>>;
  deleteNode(node: HostName): Promise<void>;
  label(nodes: readonly {readonly name: HostName; readonly labels: Readonly<Record<string, string>>}[]): Promise<void>;
}
