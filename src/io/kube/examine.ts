import type {KubeEvidence} from '../../core/diagnosis/evidence.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {KubeState} from '../../core/model/observed.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import {answered} from '../as-fact.js';
import type {KubeCall} from './call.js';
import {askReady, stateCalls, stateIn} from './state.js';
import {parseWorkloads} from './workloads.js';

interface Examined {
  readonly apiReady: ReadonlyMap<HostName, Fact<boolean>>;
  readonly state: Fact<KubeState>;
  readonly evidence: Fact<Pick<KubeEvidence, 'nodes' | 'workloads'>>;
}

/** Every API server is asked whether it is ready, and the first that is about the cluster. */
export async function examineKube(
  call: KubeCall,
  controlPlanes: readonly HostName[],
  objects: readonly KubeObject[],
): Promise<Examined> {
  const asked = await Promise.all(controlPlanes.map(async host => [host, await askReady(call, host)] as const));
  const apiReady = new Map(asked);
  const first = asked.find(([, ready]) => ready.known && ready.value)?.[0];
  if (first === undefined) {
    const nobody = unknown('no API server is ready');
    return {apiReady, state: nobody, evidence: nobody};
  }
  const [state, workloads] = await Promise.all([askState(call, first, objects), askWorkloads(call, first)]);
  if (!state.known) return {apiReady, state, evidence: state};
  if (!workloads.known) return {apiReady, state: known(state.value.state), evidence: workloads};
  return {
    apiReady,
    state: known(state.value.state),
    evidence: known({nodes: state.value.nodes, workloads: workloads.value}),
  };
}

const askState = (call: KubeCall, host: HostName, objects: readonly KubeObject[]) =>
  answered(async () => {
    const results = await Promise.all(stateCalls(call, host, objects));
    const failed = results.find(({code}) => code !== 0);
    return failed ? unknown(`${host}: ${failed.stderr.trim()}`) : known(stateIn(results));
  });

const askWorkloads = (call: KubeCall, host: HostName): Promise<Fact<KubeEvidence['workloads']>> =>
  answered(async () => {
    const {code, stdout, stderr} = await call(host, 'workloads');
    return code === 0 ? known(parseWorkloads(stdout.toString())) : unknown(`${host}: ${stderr.trim()}`);
  });
