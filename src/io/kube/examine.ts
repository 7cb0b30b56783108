import type {KubeEvidence} from '../../core/diagnosis/evidence.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {KubeState} from '../../core/model/observed.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {Depth} from '../../ports/cluster.js';
import {asFact} from '../as-fact.js';
import type {KubeCall} from './call.js';
import {askControllers} from './controllers.js';
import {askReady, stateCalls, stateIn} from './state.js';
import {parseSystemPods, withReasons} from './system-pods.js';
import {parseUnseenPods} from './unseen-pods.js';
import {parseWorkloads} from './workloads.js';

interface Examined {
  readonly apiReady: ReadonlyMap<HostName, Fact<boolean>>;
  readonly state: Fact<KubeState>;
  readonly evidence: Fact<Pick<KubeEvidence, 'nodes' | 'control' | Workloads>>;
}

type Workloads = 'workloads' | 'systemPods' | 'unseenPods';

/**
 * Asks every API server whether it is ready, and the first ready one that answers for the state of the cluster.
 *
 * @param depth 'diagnosis' asks for the workloads as well.
 */
export async function examineKube(
  call: KubeCall,
  controlPlanes: readonly HostName[],
  objects: readonly KubeObject[],
  depth: Depth,
): Promise<Examined> {
  const asked = await Promise.all(controlPlanes.map(async host => [host, await askReady(call, host)] as const));
  const apiReady = new Map(asked);
  const ready = asked.flatMap(([host, fact]) => (fact.known && fact.value ? [host] : []));
  const [state, workloads, control] = await Promise.all([
    firstAnswer(ready, host => askState(call, host, objects)),
    depth === 'plan' ? NOT_ASKED : firstAnswer(ready, host => askWorkloads(call, host)),
    depth === 'plan' ? NOT_ASKED : firstAnswer(ready, host => askControllers(call, host)),
  ]);
  if (!state.known) return {apiReady, state, evidence: state};
  return {
    apiReady,
    state: known(state.value.state),
    evidence: workloads.known ? known({nodes: state.value.nodes, control, ...workloads.value}) : workloads,
  };
}

const NOT_ASKED = unknown('not asked');

async function firstAnswer<T>(hosts: readonly HostName[], ask: (host: HostName) => Promise<Fact<T>>): Promise<Fact<T>> {
  let last: Fact<T> = unknown('no API server is ready');
  for (const host of hosts) {
    last = await ask(host);
    if (last.known) return last;
  }
  return last;
}

const askState = (call: KubeCall, host: HostName, objects: readonly KubeObject[]) =>
  asFact(async () => {
    const results = await Promise.all(stateCalls(call, host, objects));
    const failed = results.find(({code}) => code !== 0);
    return failed ? unknown(`${host}: ${failed.stderr.trim()}`) : known(stateIn(results));
  });

const askWorkloads = (call: KubeCall, host: HostName): Promise<Fact<Pick<KubeEvidence, Workloads>>> =>
  asFact(async () => {
    const {code, stdout, stderr} = await call(host, 'workloads');
    if (code !== 0) return unknown(`${host}: ${stderr.trim()}`);
    const text = stdout.toString();
    return known({
      workloads: parseWorkloads(text),
      unseenPods: parseUnseenPods(text),
      systemPods: await withReasons(parseSystemPods(text), pods => call(host, 'why', {pods})),
    });
  });
