import {type Fact, known, unknown} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import type {KubeState} from '../../core/cluster/observed.js';
import {Failure} from '../../core/failure.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {KubePort} from '../../run/site.js';
import {answered} from '../answered.js';
import type {Transport} from '../host/transport.js';
import {kubeCall} from './call.js';
import {askReady} from './ready.js';
import {askState} from './state.js';

/**
 * The API, asked with kubectl on the control planes themselves: no credentials leave a host, and the endpoint for
 * people need not work yet.
 *
 * @param controlPlanes the hosts to ask, in order of preference.
 * @param reach the connection to a host.
 * @param script text of templates/host/kube-api.sh.
 */
export function kubePort(
  controlPlanes: readonly HostName[],
  reach: (host: HostName) => Transport,
  script: string,
): KubePort {
  const call = kubeCall(reach, script);
  const ready = (host: HostName): Promise<Fact<boolean>> => askReady(call, host);

  /** The one that answered last, for as long as it does: asking all of them each time would load each of them. */
  let preferred: HostName | undefined;
  const answering = async (): Promise<HostName | undefined> => {
    if (preferred !== undefined && isYes(await ready(preferred))) return preferred;
    const asked = await Promise.all(controlPlanes.map(async host => [host, await ready(host)] as const));
    preferred = asked.find(([, fact]) => isYes(fact))?.[0];
    return preferred;
  };

  const apply = async (objects: readonly KubeObject[]): Promise<void> => {
    const host = await answering();
    if (host === undefined)
      throw new Failure('kube/no-api', 'no API server is ready to take objects', {
        suggestions: ['run the same command again once one is ready'],
      });
    const {code, stderr} = await call(host, 'apply', objects);
    if (code !== 0)
      throw new Failure('kube/apply-failed', `${host}: the API refused ${objects.length} object(s): ${stderr.trim()}`);
  };

  return {
    ready,
    state: (objects): Promise<Fact<KubeState>> =>
      answered(async () => {
        const host = await answering();
        if (host === undefined) return unknown('no API server is ready');
        const state = await askState(call, host, objects);
        return state.known ? known(state.value.state) : state;
      }),
    apply,
    label: nodes => apply(nodes.map(({name, labels}) => ({apiVersion: 'v1', kind: 'Node', metadata: {name, labels}}))),
  };
}

const isYes = (fact: Fact<boolean>): boolean => fact.known && fact.value;
