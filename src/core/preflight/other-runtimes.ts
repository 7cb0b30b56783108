import type {Finding} from '../cluster/finding.js';
import {error, type Subject} from './check.js';
import {runs} from './ownership.js';

const RUNTIMES = [
  {unit: 'docker.service', what: 'Docker, which needs a containerd of its own'},
  {unit: 'crio.service', what: 'CRI-O'},
  {unit: 'k3s.service', what: 'k3s'},
  {unit: 'k3s-agent.service', what: 'k3s'},
  {unit: 'rke2-server.service', what: 'RKE2'},
  {unit: 'rke2-agent.service', what: 'RKE2'},
  {unit: 'k0scontroller.service', what: 'k0s'},
  {unit: 'k0sworker.service', what: 'k0s'},
  {unit: 'snap.microk8s.daemon-kubelite.service', what: 'MicroK8s'},
] as const;

/** Other runtimes and distributions use the same cgroups, network and often the same containerd. */
export const otherRuntimes = ({name, facts, node}: Subject): readonly Finding[] =>
  RUNTIMES.filter(({unit}) => node !== undefined && runs(facts, unit)).map(({unit, what}) =>
    error(
      'ContainerRuntime',
      `${name}: runs ${what} (${unit})`,
      `use another machine, or on ${name}: systemctl disable --now ${unit}`,
    ),
  );

export const RUNTIME_UNITS: readonly string[] = RUNTIMES.map(({unit}) => unit);
