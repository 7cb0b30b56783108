import type {BackendEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {onHost} from '../support/healthy.js';
import {balancing, editedFile, type Fault, fault, stacked} from './fault.js';

const backends = (host: string, change: (servers: readonly BackendEvidence[]) => readonly BackendEvidence[]) =>
  onHost(host, ({backends: before}) => ({
    backends: before?.known === true ? known(change(before.value)) : before!,
  }));

/** Load balancers and the virtual IP. */
export const BALANCER_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a load balancer without one backend',
    'balancers/backend-missing w1',
    backends('w1', servers => servers.filter(({server}) => server !== 'cp3')),
    editedFile('w1', '/etc/haproxy/quorate.cfg'),
  ),
  fault(
    stacked,
    'a load balancer with an extra server',
    'balancers/backend-undeclared w1',
    backends('w1', servers => [...servers, {...servers[0]!, server: 'x9'}]),
    editedFile('w1', '/etc/haproxy/quorate.cfg'),
  ),
  fault(
    stacked,
    'a load balancer that marks a ready API server as down',
    'balancers/backend-down w1',
    backends('w1', servers => servers.map(each => (each.server === 'cp2' ? {...each, up: false} : each))),
  ),
  fault(
    stacked,
    'a load balancer whose state cannot be read',
    'balancers/unreadable w1',
    onHost('w1', () => ({backends: unknown('no socket')})),
  ),
  fault(
    balancing,
    'an unassigned virtual IP',
    'balancers/vip-unassigned',
    onHost('lb1', () => ({addresses: ['10.0.0.5']})),
  ),
  fault(
    balancing,
    'a virtual IP on two hosts',
    'balancers/vip-duplicate',
    onHost('lb2', ({addresses}) => ({addresses: [...addresses, '10.0.0.100']})),
  ),
];
