import {yamlText} from '../../../core/render/yaml.js';
import type {Role} from '../kubeadm/stage.js';

export interface BenchHost {
  readonly name: string;
  readonly address: string;
  readonly role: Role;
}

const host = (name: string, address: number, role: BenchHost['role']): BenchHost => ({
  name,
  address: `10.88.6.${address}`,
  role,
});

export const FIVE: readonly BenchHost[] = [
  ...['cp1', 'cp2', 'cp3'].map((name, index) => host(name, 11 + index, 'control-plane')),
  ...['w1', 'w2'].map((name, index) => host(name, 21 + index, 'worker')),
];
export const WORKER = host('w3', 23, 'worker');
export const CONTROL_PLANE = host('cp4', 14, 'control-plane');
export const ALL: readonly BenchHost[] = [...FIVE, WORKER, CONTROL_PLANE];

/** The configuration of quorate for these hosts. */
export const configFor = (hosts: readonly BenchHost[], kubernetesVersion: string): string =>
  yamlText({
    apiVersion: 'quorate/v1alpha1',
    kind: 'Cluster',
    metadata: {name: 'bench'},
    spec: {
      kubernetesVersion,
      ssh: {
        keyFiles: ['~/.local/state/quorate/lab/bench/id_ed25519'],
        knownHostsFile: '~/.local/state/quorate/lab/bench/known_hosts',
        agent: false,
        useConfig: false,
      },
      hosts: hosts.map(({name, address, role}) => ({name, address, roles: [role]})),
    },
  });
