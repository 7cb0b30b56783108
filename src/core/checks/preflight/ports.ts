import {
  API_PORT,
  LOAD_BALANCER_HEALTH_PORT,
  NODE_BALANCER_HEALTH_PORT,
  NODE_BALANCER_PORT,
} from '../../model/desired.js';
import type {Finding} from '../../model/finding.js';
import type {PortFact} from '../../model/observed.js';
import {error, type Subject} from './check.js';
import {ownsUnit} from './leftovers.js';

/** Ports that another process listens on. quorate's own unit on its own port is no finding. */
export const ports = (subject: Subject): readonly Finding[] => {
  const uses = [...USES, ...use('haproxy', balancing, [subject.endpointPort], LOAD_BALANCER)];
  return uses
    .filter(({on}) => on(subject))
    .flatMap(wanted => {
      const taken = subject.facts.ports.find(({port}) => port === wanted.port);
      return taken === undefined || isOwnListener(taken, wanted, subject) ? [] : [takenPort(taken, wanted, subject)];
    });
};

interface PortUse {
  readonly port: number;
  readonly process: string;
  readonly unit: string;
  readonly on: (subject: Subject) => boolean;
}

const use = (
  process: string,
  on: PortUse['on'],
  ports: readonly number[],
  unit = `${process}.service`,
): readonly PortUse[] => ports.map(port => ({port, process, unit, on}));

const members = ({member}: Subject): boolean => member !== undefined;
const controlPlanes = ({controlPlane}: Subject): boolean => controlPlane;
const nodes = ({node}: Subject): boolean => node !== undefined;
const balancing = ({loadBalancer}: Subject): boolean => loadBalancer !== undefined;

const LOAD_BALANCER = 'quorate-load-balancer.service';

const USES: readonly PortUse[] = [
  ...use('etcd', members, [2379, 2380, 2381]),
  ...use('kube-apiserver', controlPlanes, [API_PORT]),
  ...use('kube-controller-manager', controlPlanes, [10257]),
  ...use('kube-scheduler', controlPlanes, [10259]),
  ...use('kubelet', nodes, [10248, 10250]),
  ...use('kube-proxy', nodes, [10249, 10256]),
  ...use('haproxy', nodes, [NODE_BALANCER_PORT, NODE_BALANCER_HEALTH_PORT], 'quorate-balancer.service'),
  ...use('haproxy', balancing, [LOAD_BALANCER_HEALTH_PORT], LOAD_BALANCER),
];

/** The kernel keeps 15 characters of a process name. */
const isOwnListener = ({process}: PortFact, {process: wanted, unit}: PortUse, {facts}: Subject): boolean =>
  ownsUnit(facts, unit) && (process === '' || process === wanted.slice(0, 15) || process === wanted);

const takenPort = ({port, process}: PortFact, {process: wanted}: PortUse, {name}: Subject): Finding =>
  error(
    `Port-${port}`,
    `${name}: port ${port}, which ${wanted} needs, is in use by ${process || 'an unknown process'}`,
    `on ${name}: \`ss -ltnp 'sport = :${port}'\` shows the process; stop it`,
  );
