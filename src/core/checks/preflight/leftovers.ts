import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {error, inName, type Subject} from './check.js';

/** Files that would be overwritten and are not known to be quorate's. */
export const foreignFiles = ({name, facts}: Subject): readonly Finding[] => {
  const links = [...facts.links].filter(([, target]) => !isOurPlace(target)).map(([path]) => path);
  return [...facts.files.keys(), ...links]
    .filter(path => !facts.owned.has(path) && !isOurPlace(path))
    .sort()
    .map(path =>
      error(
        `FileAvailable-${inName(path)}`,
        `${name}: ${path} is there already, and not by quorate's doing`,
        path.startsWith('/etc/kubernetes/') || path.startsWith('/var/lib/kubelet/')
          ? `if ${name} was a node of kubeadm's, on ${name}: kubeadm reset`
          : `on ${name}: move ${path} away`,
      ),
    );
};

/** Nobody else writes there: what a cut run left is ours even where the list of owned paths does not say so yet. */
const isOurPlace = (path: string): boolean => OUR_PLACES.some(place => path.startsWith(place));

const OUR_PLACES = ['/opt/quorate/', '/var/lib/quorate/', '/etc/quorate/'];

/** A running unit of a name that quorate uses, from a package or from kubeadm: replacing it would end what it serves. */
export const foreignServices = ({name, facts, node, member}: Subject): readonly Finding[] =>
  [...(node === undefined ? [] : NODE_UNITS), ...(member === undefined ? [] : ['etcd'])]
    .filter(unit => runs(facts, `${unit}.service`) && !ownsUnit(facts, `${unit}.service`))
    .map(unit =>
      error(
        `Service-${unit}`,
        `${name}: runs a ${unit}.service that is not quorate's`,
        `on ${name}, if nothing needs it: systemctl disable --now ${unit}.service`,
      ),
    );

const NODE_UNITS = ['containerd', 'kubelet', 'kube-proxy', 'flanneld'];

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

const DATA = '/var/lib/etcd';

/** Data that no marker vouches for is another cluster's, or of a member whose marker was lost: never started on. */
export const etcdData = ({name, member, facts}: Subject): readonly Finding[] => {
  const data = facts.directories.get(DATA);
  if (member === undefined || data === undefined || data.empty) return [];
  if (facts.etcdMarker?.state === 'removed')
    return [
      error(
        'DirAvailable--var-lib-etcd',
        `${name}: ${DATA} holds the data of a member that was removed from its cluster`,
        `finish its removal with \`quorate remove ${name}\`; or, on ${name}: move ${DATA} away once nobody needs that data`,
      ),
    ];
  // Between the start of a member and its marker lies a moment at which a run can be cut: the unit vouches then.
  if (facts.etcdMarker !== undefined || ownsUnit(facts, 'etcd.service')) return [];
  return [
    error(
      'DirAvailable--var-lib-etcd',
      `${name}: ${DATA} is not empty, and nothing says that its data belongs to this cluster`,
      `on ${name}: find out whose data it is, and move ${DATA} away; quorate does not delete it`,
    ),
  ];
};

/** Is this unit there by quorate's doing? A unit of the same name that came with a package is not. */
export const ownsUnit = ({owned, units}: HostFacts, unit: string): boolean =>
  units.has(unit) && owned.has(`/etc/systemd/system/${unit}`);

/** Does systemd run it, or try to? */
export const runs = ({units}: HostFacts, unit: string): boolean =>
  ['active', 'activating', 'reloading'].includes(units.get(unit)?.active ?? '');
