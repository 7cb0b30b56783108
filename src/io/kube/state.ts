import type {NodeEvidence} from '../../core/diagnosis/evidence.js';
import {type Fact, known} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {KubeState, NodeFact} from '../../core/model/observed.js';
import {type KubeObject, objectKey} from '../../core/render/kube/object.js';
import {answered} from '../as-fact.js';
import type {ExecResult} from '../transport/transport.js';
import type {KubeCall} from './call.js';

/** Does the API server of this host say that it is ready? */
export const askReady = (call: KubeCall, host: HostName): Promise<Fact<boolean>> =>
  answered(async () => {
    const {code, stdout} = await call(host, 'ready');
    return known(code === 0 && stdout.toString().trim() === 'ok');
  });

/** Reads what `kubectl get -o json` answers: nothing, one object, or a list of them. */
export function parseObjects(text: string): ReadonlyMap<string, unknown> {
  if (text.trim() === '') return new Map();
  const answer = JSON.parse(text) as KubeObject & {readonly items?: readonly KubeObject[]};
  const objects = answer.kind === 'List' ? (answer.items ?? []) : [answer];
  return new Map(objects.map(object => [objectKey(object), object]));
}

/** The questions for the nodes, and for which of these objects there are. */
export const stateCalls = (
  call: KubeCall,
  host: HostName,
  objects: readonly KubeObject[],
): readonly Promise<ExecResult>[] => [
  call(host, 'nodes'),
  ...(objects.length === 0 ? [] : [call(host, 'get', {objects})]),
];

/** Reads the answers to them, in their order. */
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
  readonly spec?: {readonly unschedulable?: boolean};
  readonly status?: {
    readonly conditions?: readonly {readonly type: string; readonly status: string}[];
    readonly addresses?: readonly {readonly type: string; readonly address: string}[];
    readonly nodeInfo?: {readonly kubeletVersion?: string};
  };
}

/** Reads a NodeList as the API answers it. */
export const parseNodes = (text: string): readonly NodeFact[] =>
  items(text).map(node => ({
    name: node.metadata.name,
    ready: isReady(node),
    labels: node.metadata.labels ?? {},
    version: kubeletVersion(node),
    internalIp: internalIp(node),
    ...(node.spec?.unschedulable ? {cordoned: true} : {}),
    ...(HELD in (node.metadata.annotations ?? {}) ? {held: true} : {}),
  }));

/** The note that templates/host/kube-api.sh puts on a node that it cordons. */
const HELD = 'quorate.dev/held';

/** The same list, for what a doctor asks. */
export const parseNodeEvidence = (text: string): readonly NodeEvidence[] =>
  items(text).map(node => ({
    name: node.metadata.name,
    ready: isReady(node),
    schedulable: node.spec?.unschedulable !== true,
    // Where the kubelet is silent the other conditions are Unknown too, and Ready has said so.
    troubles: (node.status?.conditions ?? [])
      .filter(({type, status}) => type !== 'Ready' && status === 'True')
      .map(({type}) => type)
      .sort(),
    kubelet: kubeletVersion(node),
    internalIp: internalIp(node),
  }));

const items = (text: string): readonly RawNode[] => (JSON.parse(text) as {items: readonly RawNode[]}).items;

const isReady = ({status}: RawNode): boolean =>
  status?.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True') ?? false;

const kubeletVersion = ({status}: RawNode): string => (status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, '');

const internalIp = ({status}: RawNode): string =>
  status?.addresses?.find(({type}) => type === 'InternalIP')?.address ?? '';
