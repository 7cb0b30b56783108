import {Failure} from '../../core/failure.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {KubeState, NodeFact} from '../../core/model/observed.js';
import type {KubeObject} from '../../core/render/kube/object.js';
import type {RunContext} from '../context.js';

/** Throws Failure 'kube/state-unknown': what cannot be read does not count as absent. */
export async function kubeState({cluster}: RunContext, objects: readonly KubeObject[] = []): Promise<KubeState> {
  const state = await cluster.kube.state(objects);
  if (state.known) return state.value;
  throw new Failure('kube/state-unknown', `cannot read the state of the Kubernetes API: ${state.why}`, {
    suggestions: ['run the same command again once an API server answers'],
  });
}

/** Throws like kubeState(). */
export async function nodesByName(context: RunContext): Promise<ReadonlyMap<string, NodeFact>> {
  return new Map((await kubeState(context)).nodes.map(node => [node.name, node]));
}

/** The value is undefined for a node that is not registered. */
export async function nodeFact(host: HostName, {cluster}: RunContext): Promise<Fact<NodeFact | undefined>> {
  const state = await cluster.kube.state([]);
  return state.known ? {known: true, value: state.value.nodes.find(({name}) => name === host)} : state;
}
