import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {UNITS} from '../render/paths.js';
import {type IdentityCheck, readHosts} from './subject.js';

/** Roles of a host, by the unit file that shows them. */
const PARTS: readonly {
  readonly unit: string;
  readonly what: string;
  readonly wanted: (desired: DesiredCluster) => readonly {readonly host: HostName}[];
}[] = [
  {unit: 'etcd.service', what: 'an etcd member', wanted: ({etcd}) => etcd},
  {unit: 'kube-apiserver.service', what: 'a control plane', wanted: ({controlPlanes}) => controlPlanes},
  {unit: 'kubelet.service', what: 'a node', wanted: ({nodes}) => nodes},
  {unit: 'quorate-load-balancer.service', what: 'a load balancer', wanted: ({loadBalancers}) => loadBalancers},
  {
    unit: 'quorate-keepalived.service',
    what: 'a load balancer',
    wanted: ({loadBalancers, vipHosts}) => [...loadBalancers, ...vipHosts],
  },
];

/** A host keeps its roles unless it is removed. quorate's own unit files show them, whether or not they run. */
export const roles: IdentityCheck = subject =>
  readHosts(subject)
    .filter(({name}) => !subject.leaving.has(name))
    .flatMap(({name, facts}) => {
      const removed = PARTS.filter(
        ({unit, wanted}) =>
          facts.owned.has(`${UNITS}/${unit}`) && !wanted(subject.desired).some(({host}) => host === name),
      );
      if (removed.length === 0) return [];
      const parts = [...new Set(removed.map(({what}) => what))].join(' and ');
      return [
        {
          code: 'identity/role-removed' as const,
          host: name,
          message: `${name}: has ${parts}, which its roles in the configuration do not include`,
          evidence: removed.map(({unit}) => `${UNITS}/${unit} exists`),
        },
      ];
    });
