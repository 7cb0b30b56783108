import type {HostName} from '../../core/model/names.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import {LIMITS} from '../remote/limits.js';
import {OUTPUT_LIMITS} from '../transport/output-limit.js';
import type {ExecResult, HostTransport} from '../transport/transport.js';

type Verb =
  | 'ready'
  | 'nodes'
  | 'get'
  | 'apply'
  | 'patch-nodes'
  | 'pods'
  | 'workloads'
  | 'controllers'
  | 'await-observed'
  | 'cache-revision'
  | 'encryption'
  | 'dns-image'
  | 'probe-pods'
  | 'probe-end'
  | 'why'
  | 'budgets'
  | 'drain'
  | 'drain-silent'
  | 'cordon'
  | 'uncordon'
  | 'deprecated'
  | 'root-cas'
  | 'token-secrets'
  | 'namespaces'
  | 'rewrite-secrets'
  | 'delete-node';

const CHANGING: readonly Verb[] = [
  'apply',
  'patch-nodes',
  'drain',
  'drain-silent',
  'cordon',
  'uncordon',
  'delete-node',
  'probe-end',
  'rewrite-secrets',
];

/** They wait for something in the cluster. */
const WAITING: readonly Verb[] = ['why', 'await-observed', 'probe-pods'];

/** The objects, the lines on standard input, the node, the pods or other words of a verb. */
interface Subject {
  readonly words?: readonly string[];
  readonly pods?: readonly string[];
  readonly objects?: readonly KubeObject[];
  readonly lines?: readonly string[];
  readonly node?: HostName;
}

export type KubeCall = (host: HostName, verb: Verb, subject?: Subject) => Promise<ExecResult>;

/** @param script text of templates/host/kube-api.sh. */
export const kubeCall =
  (transportTo: (host: HostName) => HostTransport, script: string): KubeCall =>
  (host, verb, {objects, lines, node, pods = [], words = []} = {}) =>
    transportTo(host).exec(
      {
        argv: ['sh', '-c', script, 'kube-api', verb, ...(node === undefined ? [] : [node]), ...pods, ...words],
        title: `kubectl ${verb}`,
        changes: CHANGING.includes(verb),
        // Objects may have secrets in them; the log needs only the verb.
        secret: objects !== undefined,
        ...(objects === undefined ? {} : {stdin: JSON.stringify(list(objects))}),
        ...(lines === undefined ? {} : {stdin: `${lines.join('\n')}\n`}),
      },
      {
        timeoutMs: CHANGING.includes(verb) || WAITING.includes(verb) ? LIMITS.kubeChange : LIMITS.kubeRead,
        maxBytes: OUTPUT_LIMITS.large,
      },
    );

const list = (items: readonly KubeObject[]) => ({apiVersion: 'v1', kind: 'List', items});
