import type {HostName} from '../../core/cluster/names.js';
import type {KubeState} from '../../core/cluster/observed.js';
import type {NodeEvidence} from '../../core/diagnosis/evidence.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {ExecResult} from '../host/transport.js';
import type {KubeCall} from './call.js';
import {parseNodeEvidence, parseNodes} from './nodes.js';
import {parseObjects} from './objects.js';

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
