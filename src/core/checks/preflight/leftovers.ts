import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {PKI} from '../../render/paths.js';
import {error, inName, type Subject} from './check.js';

/** Files that would be overwritten and were not created by quorate. */
export const foreignFiles = ({name, facts, isNew, keepsCaKeys}: Subject): readonly Finding[] => {
  const links = [...facts.links].filter(([, target]) => !isOwnPath(target)).map(([path]) => path);
  // A directory may be a link to another disk. What is in its way has findings of its own.
  const obstacles = new Set([...facts.places.values()].map(({obstacle}) => obstacle));
  const isDirectory = (path: string): boolean => facts.places.has(path) && facts.directories.has(path);
  const isDeleted = (path: string): boolean => !isNew && !keepsCaKeys && CA_KEYS.includes(path);
  return [...facts.files.keys(), ...links]
    .filter(
      path =>
        !isDeleted(path) && !facts.owned.has(path) && !isOwnPath(path) && !obstacles.has(path) && !isDirectory(path),
    )
    .sort()
    .map(path =>
      error(
        `FileAvailable-${inName(path)}`,
        `${name}: ${path} already exists and was not created by quorate`,
        path.startsWith('/etc/kubernetes/') || path.startsWith('/var/lib/kubelet/')
          ? `on ${name}, if it was a node of kubeadm: \`kubeadm reset\``
          : `on ${name}: \`mv ${path} ${path}.old\``,
      ),
    );
};

/** Private keys that no host of this cluster is to have: a run deletes them, also if quorate did not write them. */
const CA_KEYS: readonly string[] = [PKI.ca.key, PKI.etcdCa.key, PKI.frontProxyCa.key];

/** Only quorate writes there: an interrupted run may have left files that the list of owned paths does not have yet. */
const isOwnPath = (path: string): boolean => OWN_DIRECTORIES.some(directory => path.startsWith(directory));

const OWN_DIRECTORIES = ['/opt/quorate/', '/var/lib/quorate/', '/etc/quorate/'];

/** A running unit with a name that quorate uses, from a package or from kubeadm: replacing it would stop what it serves. */
export const foreignServices = ({name, facts, node, member}: Subject): readonly Finding[] =>
  [...(node === undefined ? [] : NODE_UNITS), ...(member === undefined ? [] : ['etcd'])]
    .filter(unit => runs(facts, `${unit}.service`) && !ownsUnit(facts, `${unit}.service`))
    .map(unit =>
      error(
        `Service-${unit}`,
        `${name}: an unmanaged ${unit}.service is running`,
        `on ${name}, if nothing needs it: \`systemctl disable --now ${unit}.service\``,
      ),
    );

const NODE_UNITS = ['containerd', 'kubelet', 'kube-proxy', 'flanneld'];

const RUNTIMES = [
  {unit: 'docker.service', what: 'Docker, which uses its own containerd'},
  {unit: 'crio.service', what: 'CRI-O'},
  {unit: 'k3s.service', what: 'k3s'},
  {unit: 'k3s-agent.service', what: 'k3s'},
  {unit: 'rke2-server.service', what: 'RKE2'},
  {unit: 'rke2-agent.service', what: 'RKE2'},
  {unit: 'k0scontroller.service', what: 'k0s'},
  {unit: 'k0sworker.service', what: 'k0s'},
  {unit: 'snap.microk8s.daemon-kubelite.service', what: 'MicroK8s'},
] as const;

/** Other runtimes and distributions use the same cgroups, ports and network rules, and often the same containerd. */
export const otherRuntimes = ({name, facts, node}: Subject): readonly Finding[] =>
  RUNTIMES.filter(({unit}) => node !== undefined && runs(facts, unit)).map(({unit, what}) =>
    error(
      'ContainerRuntime',
      `${name}: runs ${what} (${unit})`,
      `use another machine; or on ${name}, if nothing needs it: \`systemctl disable --now ${unit}\``,
    ),
  );

export const RUNTIME_UNITS: readonly string[] = RUNTIMES.map(({unit}) => unit);

const DATA = '/var/lib/etcd';

/** Data without a marker belongs to another cluster, or to a member whose marker was lost: etcd is never started on it. */
export const etcdData = ({name, member, facts}: Subject): readonly Finding[] => {
  const data = facts.directories.get(DATA);
  if (member === undefined || data === undefined || data.empty) return [];
  if (facts.etcdMarker?.state === 'removed')
    return [
      error(
        'DirAvailable--var-lib-etcd',
        `${name}: ${DATA} has the data of a member that was removed from its cluster`,
        `complete its removal: \`quorate remove ${name}\`; or on ${name}, if its data is not needed: \`${moveDataAway(facts)}\``,
      ),
    ];
  // A run may have been interrupted between the start of a member and its marker: the unit of quorate shows that the data is its own.
  if (facts.etcdMarker !== undefined || ownsUnit(facts, 'etcd.service')) return [];
  return [
    error(
      'DirAvailable--var-lib-etcd',
      `${name}: ${DATA}${leadsTo(facts)} is not empty and does not belong to this cluster`,
      `find out whose data it is, then on ${name}: \`${moveDataAway(facts)}\`; quorate does not delete it`,
    ),
  ];
};

const leadsTo = ({links, places}: HostFacts): string =>
  links.has(DATA) ? ` (a link to ${places.get(DATA)?.real ?? links.get(DATA)})` : '';

/** A mount point cannot be moved; of a link only the name would be. */
const moveDataAway = ({links, places}: HostFacts): string => {
  const {real, mount} = places.get(DATA) ?? {real: DATA};
  return mount?.point === real || links.has(DATA)
    ? `mkdir ${DATA}.old && find ${DATA}/ -mindepth 1 -maxdepth 1 ! -name lost+found -exec mv -t ${DATA}.old {} +`
    : `mv ${DATA} ${DATA}.old`;
};

/** Was this unit installed by quorate? A package may have installed one of the same name. */
export const ownsUnit = ({owned, units}: HostFacts, unit: string): boolean =>
  units.has(unit) && owned.has(`/etc/systemd/system/${unit}`);

/** Does systemd run it, or try to start it? */
export const runs = ({units}: HostFacts, unit: string): boolean =>
  ['active', 'activating', 'reloading'].includes(units.get(unit)?.active ?? '');
