import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {PodEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {known} from '../../../../src/core/model/fact.js';
import type {NetworkReach, Reached} from '../../../../src/core/model/network-reach.js';
import {facts, kube, observed, unit} from '../support/healthy.js';
import {type Fault, fault, onlyNode, stacked} from './fault.js';

type Change = (input: DiagnosisInput) => DiagnosisInput;

const reach = (change: (from: string, reach: NetworkReach) => NetworkReach): Change =>
  observed(({reach: all}) => ({
    reach: new Map([...all!].map(([from, fact]) => [from, fact.known ? known(change(from, fact.value)) : fact])),
  }));

/** Connections through the pod network end like this. */
const tried = (answer: (from: string, to: string) => Reached | undefined): Change =>
  reach((from, each) => ({
    ...each,
    nodes: new Map([...each.nodes].map(([to, before]) => [to, answer(from, to) ?? before])),
  }));

const silentFor = (...hosts: readonly string[]): Change =>
  tried((from, to) => (hosts.includes(from) || hosts.includes(to) ? 'silent' : undefined));

const withoutDns = (answered: number, ...hosts: readonly string[]): Change =>
  reach((from, each) => (hosts.includes(from) ? {...each, dns: {asked: 4, answered, otherwise: 'silent'}} : each));

const NODES = ['cp1', 'cp2', 'cp3', 'w1'];

const coreDns = (name: string, changes: Partial<PodEvidence> = {}): PodEvidence => ({
  name: `coredns-1-${name}`,
  node: 'w1',
  dns: true,
  ready: true,
  created: new Date(0),
  reasons: [],
  ...changes,
});

const pods = (...systemPods: readonly PodEvidence[]): Change => kube(() => ({systemPods}));

const looping = {ready: false, reasons: ['CrashLoopBackOff'], log: '[FATAL] plugin/loop: Loop'};
const unconnected = {ready: false, reasons: ['ContainerCreating'], sandbox: 'failed to find plugin "cilium-cni"'};

/** A NetworkPolicy of an application, and a DaemonSet. */
const withPolicy = (agent?: string): Change =>
  kube(({control, workloads}) => {
    if (control?.known !== true) throw new Error('the controllers are not known');
    return {
      control: known({...control.value, networkPolicy: 'shop/deny-all'}),
      workloads: [...workloads, ...(agent === undefined ? [] : [{name: `kube-system/DaemonSet/${agent}`, hosts: []}])],
    };
  });

const withoutFlannel = {...stacked, network: {...stacked.network, plugin: 'none'}} as const;

/** The network of pods and services. */
export const NETWORK_FAULTS: readonly Fault[] = [
  fault(stacked, 'a NetworkPolicy, which flannel does not enforce', 'network/policies-not-enforced', withPolicy()),
  fault(stacked, 'a NetworkPolicy, and an agent that enforces it', [], withPolicy('kube-network-policies')),
  fault(withoutFlannel, 'a NetworkPolicy on another pod network', [], withPolicy()),
  fault(
    stacked,
    'a node that drops the packets of the pod network',
    'network/node-isolated w1',
    silentFor('w1'),
    withoutDns(0, 'w1'),
  ),
  fault(
    stacked,
    'a node that accepts no connection from the pod network',
    'network/node-isolated w1',
    tried((_, to) => (to === 'w1' ? 'silent' : undefined)),
  ),
  fault(
    stacked,
    'a node that connects to no other one',
    'network/node-isolated w1',
    tried(from => (from === 'w1' ? 'refused' : undefined)),
  ),
  fault(
    stacked,
    'cluster DNS behind a node that drops the packets of the pod network',
    'network/node-isolated w1',
    silentFor('w1'),
    withoutDns(2, ...NODES),
    pods(coreDns('a'), coreDns('b', {node: 'cp1'})),
  ),
  fault(stacked, 'a pod network that carries nothing', 'network/down', silentFor(...NODES), withoutDns(0, ...NODES)),
  fault(
    stacked,
    'two nodes that the pod network does not connect',
    'network/no-connectivity',
    tried((from, to) => ([from, to].toSorted().join() === 'cp2,w1' ? 'silent' : undefined)),
  ),
  fault(
    stacked,
    'a pod network that connects one way only',
    'network/no-connectivity',
    tried((from, to) => (from === 'cp2' && to === 'w1' ? 'silent' : undefined)),
  ),
  fault(
    stacked,
    'a pod network in two halves',
    'network/no-connectivity',
    tried((from, to) => (['cp1', 'cp2'].includes(from) === ['cp1', 'cp2'].includes(to) ? undefined : 'silent')),
    withoutDns(0, 'cp1', 'cp2'),
  ),
  fault(
    stacked,
    'a flanneld that does not run',
    'hosts/unit-failed w1',
    unit('w1', 'flanneld.service', 'failed'),
    silentFor('w1'),
    withoutDns(0, 'w1'),
  ),
  fault(
    stacked,
    'a node that is not ready and that no other one reaches',
    'kube/node-not-ready w1',
    onlyNode('w1', {ready: false}),
    silentFor('w1'),
  ),
  fault(
    stacked,
    'a Node without a range of the pod network',
    'network/no-range w1',
    observed(({kube: state}) => ({
      kube: state.known
        ? known({
            ...state.value,
            nodes: state.value.nodes.map(({podCidr, ...each}) =>
              each.name === 'w1' || podCidr === undefined ? each : {...each, podCidr},
            ),
          })
        : state,
    })),
  ),
  fault(stacked, 'a kube-proxy that has no rules', 'network/dns-silent w1', withoutDns(0, 'w1')),
  fault(stacked, 'a node with a pod of DNS that does not forward', 'network/dns-silent', withoutDns(2, 'cp1', 'cp2')),
  fault(
    stacked,
    'cluster DNS in a loop',
    'kube/dns-not-ready',
    pods(coreDns('a', looping), coreDns('b', looping)),
    withoutDns(0, ...NODES),
  ),
  fault(
    stacked,
    'cluster DNS in a loop on a node whose resolver is itself',
    'kube/dns-not-ready',
    pods(coreDns('a', looping), coreDns('b', {node: 'cp1'})),
    facts('w1', () => ({nameservers: {'/etc/resolv.conf': ['127.0.0.1']}})),
  ),
  fault(stacked, 'cluster DNS without a pod', 'kube/dns-not-ready', pods(), withoutDns(0, ...NODES)),
  fault(
    stacked,
    'pods of cluster DNS that no node takes',
    'kube/dns-not-ready',
    pods(coreDns('a', {ready: false, node: '', reasons: ['Unschedulable']})),
  ),
  fault(
    stacked,
    'pods that the runtime cannot connect',
    'kube/pods-not-starting w1',
    pods(coreDns('a', unconnected), coreDns('b', {node: 'cp1'})),
    withoutDns(2, 'cp1'),
  ),
  fault(
    stacked,
    'pods that get the network of a plugin that was left behind',
    'kube/pods-not-starting w1',
    pods(coreDns('a', unconnected), coreDns('b', {...unconnected, dns: false})),
    facts('w1', () => ({cniFiles: [{name: '05-cilium.conflist', plugins: ['cilium-cni']}]})),
    withoutDns(0, ...NODES),
  ),
];

/** What is not a fault. */
export const STARTING: readonly Fault[] = [
  fault(
    stacked,
    'a second pod of cluster DNS that was just created',
    [],
    pods(coreDns('a'), coreDns('b', {...unconnected, created: new Date()})),
  ),
  fault(
    stacked,
    'nodes without bash',
    [],
    reach(() => ({nodes: new Map(), dns: {asked: 0, answered: 0}})),
  ),
];
