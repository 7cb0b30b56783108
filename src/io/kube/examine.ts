import {type Fact, known, unknown} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import type {KubeState} from '../../core/cluster/observed.js';
import type {KubeEvidence} from '../../core/diagnosis/evidence.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import {answered} from '../answered.js';
import type {KubeCall} from './call.js';
import {askReady} from './ready.js';
import {askState} from './state.js';
import {parseWorkloads} from './workloads.js';

interface Examined {
  readonly apiReady: ReadonlyMap<HostName, Fact<boolean>>;
  readonly state: Fact<KubeState>;
  readonly evidence: Fact<Omit<KubeEvidence, 'secretsEncrypted'>>;
}

/** Every API server is asked about itself, and the first that is ready about the cluster. */
export async function examineKube(
  call: KubeCall,
  controlPlanes: readonly HostName[],
  objects: readonly KubeObject[],
): Promise<Examined> {
  const servers = await Promise.all(
    controlPlanes.map(async host => {
      const [ready, version] = await Promise.all([askReady(call, host), askVersion(call, host)]);
      return {host, ready, version};
    }),
  );
  const apiReady = new Map(servers.map(({host, ready}) => [host, ready]));
  const first = servers.find(({ready}) => ready.known && ready.value)?.host;
  if (first === undefined) {
    const nobody = unknown('no API server is ready');
    return {apiReady, state: nobody, evidence: nobody};
  }
  const [asked, workloads] = await Promise.all([
    answered(() => askState(call, first, objects)),
    answered(() => askWorkloads(call, first)),
  ]);
  if (!asked.known) return {apiReady, state: asked, evidence: asked};
  if (!workloads.known) return {apiReady, state: known(asked.value.state), evidence: workloads};
  return {
    apiReady,
    state: known(asked.value.state),
    evidence: known({
      servers: new Map(servers.flatMap(({host, version}) => (version.known ? [[host, version.value] as const] : []))),
      nodes: asked.value.nodes,
      workloads: workloads.value,
    }),
  };
}

const askVersion = (call: KubeCall, host: HostName): Promise<Fact<string>> =>
  answered(async () => {
    const {stdout, stderr} = await call(host, 'version');
    const version = /"gitVersion": *"v?([^"]+)"/.exec(stdout.toString())?.[1];
    return version === undefined ? unknown(`${host}: ${stderr.trim()}`) : known(version);
  });

const askWorkloads = (call: KubeCall, host: HostName): Promise<Fact<KubeEvidence['workloads']>> =>
  answered(async () => {
    const {code, stdout, stderr} = await call(host, 'pods');
    return code === 0 ? known(parseWorkloads(stdout.toString())) : unknown(`${host}: ${stderr.trim()}`);
  });
