import type {HostName} from '../../core/model/names.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {ExecResult, Transport} from '../transport/transport.js';

type Verb =
  | 'ready'
  | 'nodes'
  | 'get'
  | 'apply'
  | 'pods'
  | 'workloads'
  | 'why'
  | 'budgets'
  | 'drain'
  | 'drain-silent'
  | 'cordon'
  | 'uncordon'
  | 'deprecated'
  | 'delete-node';

const CHANGING: readonly Verb[] = ['apply', 'drain', 'drain-silent', 'cordon', 'uncordon', 'delete-node'];

/** The objects, the node or the pods of a verb. */
interface Subject {
  readonly pods?: readonly string[];
  readonly objects?: readonly KubeObject[];
  readonly node?: HostName;
}

export type KubeCall = (host: HostName, verb: Verb, subject?: Subject) => Promise<ExecResult>;

/** @param script text of templates/host/kube-api.sh. */
export const kubeCall =
  (transportTo: (host: HostName) => Transport, script: string): KubeCall =>
  (host, verb, {objects, node, pods = []} = {}) =>
    transportTo(host).exec({
      argv: ['sh', '-c', script, 'kube-api', verb, ...(node === undefined ? [] : [node]), ...pods],
      title: `kubectl ${verb}`,
      changes: CHANGING.includes(verb),
      // Objects may have secrets in them; the log needs only the verb.
      secret: objects !== undefined,
      ...(objects === undefined ? {} : {stdin: JSON.stringify(list(objects))}),
    });

const list = (items: readonly KubeObject[]) => ({apiVersion: 'v1', kind: 'List', items});
