import type {NodeFact} from '../../core/cluster/observed.js';

interface RawNode {
  readonly metadata: {readonly name: string; readonly labels?: Readonly<Record<string, string>>};
  readonly spec?: {readonly unschedulable?: boolean};
  readonly status?: {
    readonly conditions?: readonly {readonly type: string; readonly status: string}[];
    readonly addresses?: readonly {readonly type: string; readonly address: string}[];
    readonly nodeInfo?: {readonly kubeletVersion?: string};
  };
}

/** Reads a NodeList as the API answers it. */
export const parseNodes = (text: string): readonly NodeFact[] =>
  (JSON.parse(text) as {readonly items: readonly RawNode[]}).items.map(({metadata, spec, status}) => ({
    name: metadata.name,
    ready: status?.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True') ?? false,
    labels: metadata.labels ?? {},
    version: (status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, ''),
    internalIp: status?.addresses?.find(({type}) => type === 'InternalIP')?.address ?? '',
    ...(spec?.unschedulable ? {cordoned: true} : {}),
  }));
