import type {NodeEvidence} from '../../core/diagnosis/evidence.js';
import {type Fact, known} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {APPLIED} from '../../core/model/node-record.js';
import type {KubeState, LiveTaint, NodeFact} from '../../core/model/observed.js';
import {type KubeObject, objectKey} from '../../core/render/kube/object.js';
import {asFact} from '../as-fact.js';
import type {ExecResult} from '../transport/transport.js';
import type {KubeCall} from './call.js';

/** Whether the API server of this host is ready. */
export const askReady = (call: KubeCall, host: HostName): Promise<Fact<boolean>> =>
  asFact(async () => {
    const {code, stdout} = await call(host, 'ready');
    return known(code === 0 && stdout.toString().trim() === 'ok');
  });

/** Parses the output of `kubectl get -o json`: nothing, one object, or a list. */
function parseObjects(text: string): ReadonlyMap<string, unknown> {
  if (text.trim() === '') return new Map();
  const answer = JSON.parse(text) as KubeObject & {readonly items?: readonly KubeObject[]};
  const objects = answer.kind === 'List' ? (answer.items ?? []) : [answer];
  return new Map(objects.map(object => [objectKey(object), object]));
}

/** The calls for the nodes, and for those of the objects that exist. */
export const stateCalls = (
  call: KubeCall,
  host: HostName,
  objects: readonly KubeObject[],
): readonly Promise<ExecResult>[] => [
  call(host, 'nodes'),
  ...(objects.length === 0 ? [] : [call(host, 'get', {objects})]),
];

/** Parses the results of these calls, in their order. */
export function stateIn([nodes, found]: readonly ExecResult[]): {
  readonly state: KubeState;
  readonly nodes: readonly NodeEvidence[];
} {
  const text = nodes!.stdout.toString();
  return {
    state: {nodes: parseNodes(text), objects: parseObjects(found?.stdout.toString() ?? '')},
    nodes: parseNodeEvidence(text),
  };
}

interface RawNode {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly podCIDR?: string;
    readonly taints?: readonly LiveTaint[];
  };
  readonly status?: {
    readonly conditions?: readonly {readonly type: string; readonly status: string}[];
    readonly addresses?: readonly {readonly type: string; readonly address: string}[];
    readonly nodeInfo?: {readonly kubeletVersion?: string};
  };
}

/** Parses a NodeList. */
const parseNodes = (text: string): readonly NodeFact[] =>
  items(text).map(node => ({
    name: node.metadata.name,
    ready: isReady(node),
    labels: node.metadata.labels ?? {},
    version: kubeletVersion(node),
    internalIp: internalIp(node),
    ...(node.spec?.podCIDR === undefined ? {} : {podCidr: node.spec.podCIDR}),
    ...(node.spec?.unschedulable ? {cordoned: true} : {}),
    ...annotated(node.metadata.annotations),
    ...(node.spec?.taints === undefined ? {} : {taints: node.spec.taints}),
  }));

const annotated = (annotations: RawNode['metadata']['annotations']): Partial<NodeFact> =>
  annotations === undefined
    ? {unannotated: true}
    : {
        ...(HELD in annotations ? {held: true} : {}),
        ...(annotations[APPLIED] === undefined ? {} : {applied: annotations[APPLIED]}),
      };

/** The annotation that templates/host/kube-api.sh sets on a node that it cordons. */
const HELD = 'quorate.dev/held';

/** Parses a NodeList for the diagnosis. */
const parseNodeEvidence = (text: string): readonly NodeEvidence[] =>
  items(text).map(node => ({
    name: node.metadata.name,
    ready: isReady(node),
    schedulable: node.spec?.unschedulable !== true,
    // When a kubelet does not report, all conditions are Unknown, and Ready tells that already.
    troubles: (node.status?.conditions ?? [])
      .filter(({type, status}) => type !== 'Ready' && type !== NETWORK && status === 'True')
      .map(({type}) => type)
      .sort(),
    kubelet: kubeletVersion(node),
    internalIp: internalIp(node),
    ...networkUnavailable(node),
  }));

const networkUnavailable = ({status}: RawNode): Pick<NodeEvidence, 'networkUnavailable'> => {
  const found = status?.conditions?.find(({type}) => type === NETWORK);
  return found === undefined ? {} : {networkUnavailable: found.status};
};

/** The condition that flanneld sets: it is judged by a rule of its own. */
const NETWORK = 'NetworkUnavailable';

const items = (text: string): readonly RawNode[] => (JSON.parse(text) as {items: readonly RawNode[]}).items;

const isReady = ({status}: RawNode): boolean =>
  status?.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True') ?? false;

const kubeletVersion = ({status}: RawNode): string => (status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, '');

const internalIp = ({status}: RawNode): string =>
  status?.addresses?.find(({type}) => type === 'InternalIP')?.address ?? '';
