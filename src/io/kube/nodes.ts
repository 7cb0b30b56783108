import type {NodeFact} from '../../core/cluster/observed.js';
import type {NodeEvidence} from '../../core/diagnosis/evidence.js';

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
