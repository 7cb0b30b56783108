import type {FindingCode} from '../../../../src/core/codes/findings.js';
import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {known} from '../../../../src/core/model/fact.js';
import {digestOf} from '../../../../src/core/model/names.js';
import type {NodeFact} from '../../../../src/core/model/observed.js';
import {balanced, clusterConfig, sharedEndpoint} from '../../../support/builders/config.js';
import {all, apiNotReady, facts, kube, observed, silentMember, unit} from '../support/healthy.js';

/** A change of a healthy cluster, and the findings that it must give. */
export interface Fault {
  readonly name: string;
  readonly of: ClusterConfig;
  readonly change: (input: DiagnosisInput) => DiagnosisInput;
  /** `code host` */
  readonly found: readonly (FindingCode | `${FindingCode} ${string}`)[];
}

export const fault = (
  of: ClusterConfig,
  name: string,
  found: Fault['found'][number] | Fault['found'],
  ...changes: Fault['change'][]
): Fault => ({name, of, change: all(...changes), found: typeof found === 'string' ? [found] : found});

export const stacked = clusterConfig();
export const external = clusterConfig('external');
export const balancing = balanced();
export const sharing = sharedEndpoint();

export const withoutKey = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
  new Map([...map].filter(([each]) => each !== key));

/** The file has another content than the rendered one. */
export const editedFile = (host: string, path: string) =>
  facts(host, ({files}) => ({
    files: new Map(files).set(path, {...files.get(path)!, digest: digestOf('f'.repeat(64))}),
  }));

/** The etcd member of a stacked control plane is down. */
export const stopped = (host: string) =>
  all(unit(host, 'etcd.service', 'failed'), silentMember(host), apiNotReady(host));

/** The Node of this name in the facts of the planner. */
export const liveNode = (name: string, change: (node: NodeFact) => Partial<NodeFact>) =>
  observed(({kube: state}) => ({
    kube: state.known
      ? known({
          ...state.value,
          nodes: state.value.nodes.map(each => (each.name === name ? {...each, ...change(each)} : each)),
        })
      : state,
  }));

/** The Node of this name, as the API reports it. */
export const onlyNode = (name: string, change: object) =>
  kube(({nodes}) => ({nodes: nodes.map(each => (each.name === name ? {...each, ...change} : each))}));
