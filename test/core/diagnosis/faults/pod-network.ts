import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {ProbeEvidence} from '../../../../src/core/diagnosis/probe-evidence.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import type {HostName} from '../../../../src/core/model/names.js';
import type {Reached} from '../../../../src/core/model/network-reach.js';
import {all, evidence, facts, kube, observed, onHost, unit} from '../support/healthy.js';
import {type Fault, fault, onlyNode, stacked} from './fault.js';

type Change = (input: DiagnosisInput) => DiagnosisInput;

const NODES = ['cp1', 'cp2', 'cp3', 'w1'] as HostName[];

/** Connections through the pod network end like this. */
const tried = (answer: (from: string, to: string) => Reached | undefined): Change =>
  observed(({reach}) => ({
    reach: new Map(
      [...reach!].map(([from, fact]) => {
        if (!fact.known) return [from, fact];
        const nodes = new Map([...fact.value.nodes].map(([to, is]) => [to, answer(from, to) ?? is]));
        return [from, known({...fact.value, nodes})];
      }),
    ),
  }));

const withoutRoute =
  (host: string, to: string): Change =>
  input => {
    const {kube: state} = input.evidence.observed;
    const range = state.known ? state.value.nodes.find(({name}) => name === to)?.podCidr : undefined;
    return facts(host, ({routes}) => ({routes: routes!.filter(each => each.to !== range)}))(input);
  };

const probed = (
  answer: (from: string, to: string) => Reached = () => 'open',
  more: Partial<ProbeEvidence> = {},
): Change =>
  evidence(() => ({
    probe: {
      reached: new Map(
        NODES.map(from => [
          from,
          known(new Map(NODES.filter(to => to !== from).map(to => [to, answer(from, to)] as const))),
        ]),
      ),
      notStarted: [],
      ...more,
    },
  }));

const oneWay = (from: string, to: string): Reached => (from === 'cp2' && to === 'w1' ? 'silent' : 'open');

/** What flanneld has made of the ranges of the nodes, and what pods of a probe find. */
export const POD_NETWORK_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a Node that was registered again while flanneld was running',
    'network/range-differs w1',
    onHost('w1', () => ({podRange: '10.244.77.0/24'})),
    onlyNode('w1', {networkUnavailable: undefined}),
    tried((from, to) => ([from, to].includes('w1') ? 'silent' : undefined)),
  ),
  fault(
    stacked,
    'a flanneld that does not report that the network works',
    'network/not-reported w1',
    onlyNode('w1', {networkUnavailable: 'True'}),
  ),
  fault(
    stacked,
    'a Node without the condition of its network',
    'network/not-reported w1',
    onlyNode('w1', {networkUnavailable: undefined}),
  ),
  fault(
    stacked,
    'a route to the pods of another node that was deleted',
    'network/route-missing w1',
    withoutRoute('w1', 'cp2'),
    tried((from, to) => ([from, to].toSorted().join() === 'cp2,w1' ? 'silent' : undefined)),
  ),
  fault(
    stacked,
    'a flanneld that is down, and has left nothing',
    'hosts/unit-failed w1',
    unit('w1', 'flanneld.service', 'failed'),
    onlyNode('w1', {networkUnavailable: undefined}),
    withoutRoute('w1', 'cp2'),
  ),
  fault(
    stacked,
    'a flanneld that was just started',
    [],
    onHost('w1', ({units}) => ({
      podRange: '10.244.77.0/24',
      units: new Map(units).set('flanneld.service', {...units.get('flanneld.service')!, activeSeconds: 3}),
    })),
    onlyNode('w1', {networkUnavailable: undefined}),
    withoutRoute('cp1', 'w1'),
  ),
  fault(stacked, 'pods that reach each other', [], probed()),
  fault(stacked, 'a node that does not forward packets of its pods', 'network/pods-isolated', probed(oneWay)),
  fault(
    stacked,
    'pods that do not reach each other because their nodes do not',
    'network/no-connectivity',
    probed(oneWay),
    tried((from, to) => (from === 'cp2' && to === 'w1' ? 'silent' : undefined)),
  ),
  fault(
    stacked,
    'pods of a probe that do not start',
    'network/probe-incomplete',
    probed(undefined, {notStarted: ['w1' as HostName]}),
  ),
  fault(
    stacked,
    'a node without nsenter',
    'network/probe-incomplete',
    all(
      probed(),
      evidence(({probe}) => ({
        probe: {...probe!, reached: new Map(probe!.reached).set(NODES[0]!, unknown('no nsenter'))},
      })),
    ),
  ),
  fault(
    stacked,
    'a probe that was killed',
    'network/probe-left',
    kube(({control}) =>
      control?.known ? {control: known({...control.value, probes: ['quorate-probe-1a2b3c4d']})} : {},
    ),
  ),
];
