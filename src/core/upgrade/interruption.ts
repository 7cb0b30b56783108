import type {Action, Stage} from '../plan/action.js';

/** How many there are to stand in for the one that is away. */
export interface Company {
  readonly voters: number;
  readonly controlPlanes: number;
}

/** What somebody who uses the cluster notices of a stage; undefined when it stops and starts nothing. */
export function interruptionOf({actions}: Stage, company: Company): string | undefined {
  const noticed = NOTICED.filter(({when}) => actions.some(when)).map(({says}) => says(company));
  return noticed.length === 0 ? undefined : [...new Set(noticed)].join('; ');
}

interface Noticed {
  readonly when: (action: Action) => boolean;
  readonly says: (company: Company) => string;
}

const restarts =
  (unit: string) =>
  (action: Action): boolean =>
    (action.kind === 'service/run' || action.kind === 'service/stop') && action.unit === `${unit}.service`;

const NOTICED: readonly Noticed[] = [
  {
    when: restarts('etcd'),
    says: ({voters}) =>
      voters < 3
        ? 'etcd: no writes until the member is back'
        : 'etcd: none for clients that know all members; leadership moves first, about 30 ms',
  },
  {
    when: restarts('kube-apiserver'),
    says: ({controlPlanes}) =>
      controlPlanes < 2 ? 'API: no answer until it is back' : 'API: none through the balancer',
  },
  {
    when: restarts('kube-controller-manager'),
    says: ({controlPlanes}) =>
      controlPlanes < 2 ? 'controllers: pause until it is back' : 'controllers: another one takes over',
  },
  {when: ({kind}) => kind === 'node/drain', says: () => 'its pods go elsewhere'},
  {when: restarts('kubelet'), says: () => 'kubelet: none, pods go on running'},
  {when: restarts('containerd'), says: () => 'containerd: none, pods go on running'},
];
