import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {UNITS} from '../render/paths.js';
import {type IdentityCheck, readHosts} from './subject.js';

/** What of the cluster a host carries, by the unit that shows it. */
const PARTS: readonly {
  readonly unit: string;
  readonly what: string;
  readonly wanted: (desired: DesiredCluster) => readonly {readonly host: HostName}[];
}[] = [
  {unit: 'etcd.service', what: 'a member of etcd', wanted: ({etcd}) => etcd},
  {unit: 'kube-apiserver.service', what: 'a control plane', wanted: ({controlPlanes}) => controlPlanes},
  {unit: 'kubelet.service', what: 'a node', wanted: ({nodes}) => nodes},
  {unit: 'quorate-load-balancer.service', what: 'a load balancer', wanted: ({loadBalancers}) => loadBalancers},
];

/** A host that stays keeps what it carries: quorate's own unit files show it, whether or not they run. */
export const roles: IdentityCheck = subject =>
  readHosts(subject)
    .filter(({name}) => !subject.leaving.has(name))
    .flatMap(({name, facts}) => {
      const carried = PARTS.filter(
        ({unit, wanted}) =>
          facts.owned.has(`${UNITS}/${unit}`) && !wanted(subject.desired).some(({host}) => host === name),
      );
      if (carried.length === 0) return [];
      const parts = carried.map(({what}) => what).join(' and ');
      return [
        {
          code: 'identity/role-removed' as const,
          host: name,
          message: `${name}: carries ${parts}, and its roles in the configuration do not say so`,
          evidence: carried.map(({unit}) => `${UNITS}/${unit} is there`),
        },
      ];
    });
