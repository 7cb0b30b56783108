import {known} from '../../../../src/core/model/fact.js';
import {apiNotReady, link, member, onHost} from '../support/healthy.js';
import {type Fault, fault, onlyNode, stacked} from './fault.js';

/** Connections between hosts. */
export const LINK_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'no connectivity between two hosts',
    'links/no-connectivity',
    link(({from, to}) => ([from, to].toSorted().join() === 'cp2,cp3' ? known('silent') : undefined)),
  ),
  fault(
    stacked,
    'one port blocked between two hosts',
    'links/no-connectivity',
    link(({from, to, port}) => (from === 'w1' && to === 'cp3' && port === 6443 ? known('silent') : undefined)),
    onHost('w1', ({backends}) => ({
      backends:
        backends?.known === true
          ? known(backends.value.map(each => (each.server === 'cp3' ? {...each, up: false} : each)))
          : backends!,
    })),
  ),
  fault(
    stacked,
    'the peer port of a host blocked',
    'links/port-blocked cp2',
    link(({to, port}) => (to === 'cp2' && port === 2380 ? known('silent') : undefined)),
    member('cp2', () => ({reads: false})),
    apiNotReady('cp2'),
  ),
  fault(
    stacked,
    'the only port of a host blocked, while the host reaches other hosts',
    'links/port-blocked w1',
    link(({to}) => (to === 'w1' ? known('silent') : undefined)),
  ),
  fault(
    stacked,
    'a port where nothing listens',
    'links/port-refused w1',
    link(({to, port}) => (to === 'w1' && port === 10250 ? known('refused') : undefined)),
  ),
  fault(
    stacked,
    'a host unreachable from the others',
    'links/host-isolated cp3',
    link(({from, to}) => (from === 'cp3' || to === 'cp3' ? known('silent') : undefined)),
    member('cp3', () => ({reads: false, leader: undefined as never})),
    apiNotReady('cp3'),
    onlyNode('cp3', {ready: false}),
  ),
];
