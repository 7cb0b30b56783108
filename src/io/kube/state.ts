import {type Fact, known, unknown} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import type {KubeState} from '../../core/cluster/observed.js';
import type {NodeEvidence} from '../../core/diagnosis/evidence.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {KubeCall} from './call.js';
import {parseNodeEvidence, parseNodes} from './nodes.js';
import {parseObjects} from './objects.js';

interface Asked {
  readonly state: KubeState;
  readonly nodes: readonly NodeEvidence[];
}

/** Nodes, and which of these objects there are, as one API server says. */
export async function askState(call: KubeCall, host: HostName, objects: readonly KubeObject[]): Promise<Fact<Asked>> {
  const [nodes, found] = await Promise.all([
    call(host, 'nodes'),
    objects.length === 0 ? undefined : call(host, 'get', objects),
  ]);
  const failed = [nodes, found].find(result => result !== undefined && result.code !== 0);
  if (failed) return unknown(`${host}: ${failed.stderr.trim()}`);
  const text = nodes.stdout.toString();
  return known({
    state: {nodes: parseNodes(text), objects: parseObjects(found?.stdout.toString() ?? '')},
    nodes: parseNodeEvidence(text),
  });
}
