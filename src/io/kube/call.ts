import type {HostName} from '../../core/cluster/names.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {ExecResult, Transport} from '../host/transport.js';

type Verb = 'ready' | 'nodes' | 'pods' | 'get' | 'apply';

export type KubeCall = (host: HostName, verb: Verb, objects?: readonly KubeObject[]) => Promise<ExecResult>;

/** @param script text of templates/host/kube-api.sh. */
export const kubeCall =
  (reach: (host: HostName) => Transport, script: string): KubeCall =>
  (host, verb, objects) =>
    reach(host).exec({
      argv: ['sh', '-c', script, 'kube-api', verb],
      title: `kubectl ${verb}`,
      changes: verb === 'apply',
      // Objects may hold what a user calls secret; the log needs only the verb.
      secret: objects !== undefined,
      ...(objects === undefined ? {} : {stdin: JSON.stringify(list(objects))}),
    });

const list = (items: readonly KubeObject[]) => ({apiVersion: 'v1', kind: 'List', items});
