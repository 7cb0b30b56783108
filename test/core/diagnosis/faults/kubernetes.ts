import {known, unknown} from '../../../../src/core/model/fact.js';
import {apiNotReady, evidence, kube, observed, stale} from '../support/healthy.js';
import {editedFile, external, type Fault, fault, liveNode, onlyNode, stacked} from './fault.js';

/** API servers, nodes and objects. */
export const KUBERNETES_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a missing Node',
    'kube/node-missing w1',
    kube(({nodes: before}) => ({nodes: before.filter(({name}) => name !== 'w1')})),
    observed(({kube: state}) => ({
      kube: state.known ? known({...state.value, nodes: state.value.nodes.filter(({name}) => name !== 'w1')}) : state,
    })),
  ),
  fault(
    stacked,
    'an unexpected Node',
    'kube/node-undeclared x9',
    kube(({nodes: before}) => ({nodes: [...before, {...before[0]!, name: 'x9'}]})),
  ),
  fault(
    stacked,
    'an unexpected Node whose kubelet never reported',
    'kube/node-undeclared x9',
    kube(({nodes: before}) => ({nodes: [...before, {...before[0]!, name: 'x9', kubelet: ''}]})),
  ),
  fault(
    stacked,
    'a Node that is not ready',
    'kube/node-not-ready w1',
    onlyNode('w1', {ready: false, troubles: ['NetworkUnavailable']}),
  ),
  fault(stacked, 'a cordoned Node', 'kube/node-cordoned w1', onlyNode('w1', {schedulable: false})),
  fault(stacked, 'a Node under pressure', 'kube/node-pressure w1', onlyNode('w1', {troubles: ['MemoryPressure']})),
  fault(
    stacked,
    'a Node without its labels',
    'kube/node-labels-differ w1',
    liveNode('w1', () => ({labels: {}})),
  ),
  fault(
    stacked,
    'a Node with a label that quorate set and the configuration lacks now',
    'kube/node-labels-differ cp1',
    liveNode('cp1', node => ({
      labels: {...node.labels, tier: 'db'},
      applied: '{"labels":{"tier":"db"},"taints":[]}',
    })),
  ),
  fault(
    stacked,
    'a Node without its taints',
    'kube/node-taints-differ cp1',
    liveNode('cp1', () => ({taints: []})),
  ),
  fault(stacked, 'a kubelet newer than its API server', 'kube/kubelet-newer w1', onlyNode('w1', {kubelet: '1.37.2'})),
  fault(stacked, 'a kubelet four minors behind', 'kube/kubelet-old w1', onlyNode('w1', {kubelet: '1.32.9'})),
  fault(
    stacked,
    'API servers two minors apart',
    'kube/apiserver-skew',
    kube(({servers}) => ({
      servers: new Map([...servers].map(([host, version]) => [host, host === 'cp1' ? '1.38.0' : version])),
    })),
    onlyNode('cp1', {kubelet: '1.36.3'}),
  ),
  fault(external, 'an API server that is not ready', 'kube/api-not-ready cp2', apiNotReady('cp2')),
  fault(
    stacked,
    'no API server that answers',
    'kube/unreadable',
    evidence(() => ({kube: unknown('kubectl: forbidden')})),
  ),
  fault(
    stacked,
    'encryption disabled',
    'kube/secrets-unencrypted',
    kube(() => ({secretsEncrypted: known(false)})),
    editedFile('cp2', '/etc/kubernetes/encryption.yaml'),
    stale('cp2', 'kube-apiserver.service'),
  ),
  fault(
    stacked,
    'an object that was deleted',
    'kube/object-missing',
    observed(({kube: state}) => ({
      kube: state.known ? known({...state.value, objects: new Map([...state.value.objects].slice(1))}) : state,
    })),
  ),
  fault(
    stacked,
    'an object that was changed',
    'kube/object-differs',
    observed(({kube: state}) => ({
      kube: state.known
        ? known({
            ...state.value,
            objects: new Map([...state.value.objects].map(([key, live], index) => [key, index === 0 ? {} : live])),
          })
        : state,
    })),
  ),
];
