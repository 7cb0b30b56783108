import {Failure} from '../../core/failure.js';
import {counted} from '../../core/format.js';
import type {EvictablePods} from '../../core/model/evictable-pods.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {KubeState} from '../../core/model/observed.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {KubeClient} from '../../ports/kube.js';
import {asFact} from '../as-fact.js';
import type {ExecResult, HostTransport} from '../transport/transport.js';
import {kubeCall} from './call.js';
import {cordoning} from './cordon.js';
import {deprecatedUses} from './deprecated.js';
import {patchBatches} from './node-patch.js';
import {parseEvictablePods} from './pods.js';
import {askReady, stateCalls, stateIn} from './state.js';

interface Answer {
  readonly host: HostName;
  readonly results: readonly ExecResult[];
  /** The first result that is not a success. */
  readonly failed: ExecResult | undefined;
}

/**
 * The API, asked with kubectl on the control planes: no credentials leave a host, and the API endpoint need not work yet.
 *
 * @param controlPlanes the hosts to ask, in order of preference.
 * @param transportTo the connection to a host.
 * @param script text of templates/host/kube-api.sh.
 */
export function kubeClient(
  controlPlanes: readonly HostName[],
  transportTo: (host: HostName) => HostTransport,
  script: string,
): KubeClient {
  const call = kubeCall(transportTo, script);
  const ready = (host: HostName): Promise<Fact<boolean>> => askReady(call, host);

  /** The API server that answered last is used as long as it is ready, so that not every request asks all of them. */
  let preferred: HostName | undefined;
  const answering = async (): Promise<HostName | undefined> => {
    if (preferred !== undefined && isYes(await ready(preferred))) return preferred;
    const answers = await Promise.all(controlPlanes.map(async host => [host, await ready(host)] as const));
    preferred = answers.find(([, fact]) => isYes(fact))?.[0];
    return preferred;
  };

  const readyHost = async (): Promise<HostName> => {
    const host = await answering();
    if (host !== undefined) return host;
    throw noApi();
  };

  /**
   * For idempotent calls: they go to the API server that answered last without a readiness check, and after a failure
   * to one that is ready. Undefined when none is ready.
   */
  const ask = async (calls: (host: HostName) => readonly Promise<ExecResult>[]): Promise<Answer | undefined> => {
    if (preferred !== undefined) {
      const before = preferred;
      const tried = await asFact(async () => known(await Promise.all(calls(before))));
      if (tried.known && tried.value.every(({code}) => code === 0))
        return {host: before, results: tried.value, failed: undefined};
      preferred = undefined;
    }
    const host = await answering();
    if (host === undefined) return undefined;
    const results = await Promise.all(calls(host));
    return {host, results, failed: results.find(({code}) => code !== 0)};
  };

  const apply = async (objects: readonly KubeObject[]): Promise<void> => {
    const answer = await ask(host => [call(host, 'apply', {objects})]);
    if (answer === undefined) throw noApi();
    const {host, failed} = answer;
    if (failed)
      throw new Failure(
        'kube/apply-failed',
        `${host}: the API server refused ${counted(objects.length, 'object')}: ${failed.stderr.trim()}`,
        {suggestions: ['fix the reason in the message (often an admission webhook), then run the same command again']},
      );
  };

  const state = async (objects: readonly KubeObject[]): Promise<Fact<KubeState>> => {
    const answer = await ask(host => stateCalls(call, host, objects));
    if (answer === undefined) return unknown('no API server is ready');
    const {host, failed, results} = answer;
    return failed ? unknown(`${host}: ${failed.stderr.trim()}`) : known(stateIn(results).state);
  };

  const evictablePods = async (nodes: readonly HostName[]): Promise<Fact<EvictablePods>> => {
    const [only] = nodes;
    if (only === undefined) return known(new Map());
    // All pods in one call: there may be hundreds of nodes.
    const subject = nodes.length === 1 ? {node: only} : {};
    const answer = await ask(host => [call(host, 'pods', subject), call(host, 'budgets')]);
    if (answer === undefined) return unknown('no API server is ready');
    const {host, failed, results} = answer;
    if (failed) return unknown(`${host}: ${failed.stderr.trim()}`);
    const [pods, budgets] = results;
    const found = parseEvictablePods(pods!.stdout.toString(), budgets!.stdout.toString());
    return known(new Map(nodes.map(node => [node, found.get(node) ?? []])));
  };

  const changeNodes = async (changes: Parameters<KubeClient['changeNodes']>[0]): Promise<string | undefined> => {
    for (const lines of patchBatches(changes)) {
      const answer = await ask(host => [call(host, 'patch-nodes', {lines})]);
      if (answer === undefined) throw noApi();
      if (answer.failed) return `${answer.host}: ${answer.failed.stderr.trim()}`;
    }
    return undefined;
  };

  const drain = async (node: HostName, waits: boolean): Promise<void> => {
    const {code, stderr} = await call(await readyHost(), waits ? 'drain' : 'drain-silent', {node});
    const refusal = code === 0 ? undefined : /cannot delete .*/.exec(stderr)?.[0];
    if (refusal !== undefined) throw drainRefused(node, refusal);
  };

  const deleteNode = async (node: HostName): Promise<void> => {
    const host = await readyHost();
    const {code, stderr} = await call(host, 'delete-node', {node});
    if (code !== 0)
      throw new Failure('kube/delete-failed', `${host}: cannot delete the Node object ${node}: ${stderr.trim()}`, {
        suggestions: ['run the same command again'],
      });
  };

  return {
    ready,
    state: objects => asFact(() => state(objects)),
    apply,
    evictablePods: nodes => asFact(() => evictablePods(nodes)),
    drain: (node, {waits}) => drain(node, waits),
    ...cordoning(call, readyHost),
    deprecated: () => deprecatedUses(call, controlPlanes),
    deleteNode,
    changeNodes,
  };
}

const drainRefused = (node: HostName, refusal: string): Failure =>
  new Failure('kube/drain-refused', `${node} cannot be drained: ${refusal}`, {
    suggestions: [
      `no controller would start these pods on another node. If they are not needed, delete them on a control plane: ${KUBECTL} --namespace NAMESPACE delete pod POD`,
      'then run the same command again',
      `or keep the node, on a control plane: ${KUBECTL} uncordon ${node}`,
    ],
  });

const isYes = (fact: Fact<boolean>): boolean => fact.known && fact.value;

const noApi = (): Failure =>
  new Failure('kube/no-api', 'no API server is ready', {
    suggestions: ['see why: quorate topology check', 'run the same command again once one is ready'],
  });

const KUBECTL = 'kubectl --kubeconfig=/etc/kubernetes/admin.conf';
