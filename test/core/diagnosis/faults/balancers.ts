import type {BackendEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {all, apiNotReady, onHost, unit} from '../support/healthy.js';
import {balancing, editedFile, type Fault, fault, sharing, stacked} from './fault.js';

const backends = (host: string, change: (servers: readonly BackendEvidence[]) => readonly BackendEvidence[]) =>
  onHost(host, ({backends: before}) => ({
    backends: before?.known === true ? known(change(before.value)) : before!,
  }));

const KEEPALIVED = 'quorate-keepalived.service';

const released = (host: string) =>
  onHost(host, ({addresses}) => ({addresses: addresses.filter(address => address !== '10.0.0.100')}));

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
  fault(sharing, 'an unassigned virtual IP of the control planes', 'balancers/vip-unassigned', released('cp1')),
  fault(
    sharing,
    'a virtual IP on all control planes',
    'balancers/vip-duplicate',
    ...['cp2', 'cp3'].map(host => onHost(host, ({addresses}) => ({addresses: [...addresses, '10.0.0.100']}))),
  ),
  fault(
    sharing,
    'a virtual IP on a control plane that is not ready',
    ['balancers/vip-not-ready cp1', 'kube/api-not-ready cp1'],
    apiNotReady('cp1'),
  ),
  fault(
    sharing,
    'a control plane without the virtual IP that is not ready',
    'kube/api-not-ready cp2',
    apiNotReady('cp2'),
  ),
  fault(
    sharing,
    'a virtual IP where no control plane is ready',
    ['kube/api-not-ready cp1', 'kube/api-not-ready cp2', 'kube/api-not-ready cp3'],
    apiNotReady('cp1', 'cp2', 'cp3'),
  ),
  fault(sharing, 'keepalived down on one of three', 'hosts/unit-failed cp2', unit('cp2', KEEPALIVED, 'failed')),
  fault(
    sharing,
    'keepalived down everywhere',
    ['hosts/unit-failed cp1', 'hosts/unit-failed cp2', 'hosts/unit-failed cp3'],
    ...['cp1', 'cp2', 'cp3'].map(host => all(unit(host, KEEPALIVED, 'failed'), released(host))),
  ),
  fault(
    sharing,
    'an edited configuration of keepalived',
    'drift/file-edited cp3',
    editedFile('cp3', '/etc/keepalived/quorate.conf'),
  ),
];
