import {anyArch} from '../../artifacts/bundle.js';
import {inUse} from '../../artifacts/changes.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {ObservedCluster} from '../../model/observed.js';
import type {UpgradeCheckInput} from './input.js';

/**
 * Was an interrupted run changing this host? Its annotation is on the Node, or the binary has the target version while
 * other hosts still have the old one. A component that does not answer here is started by this run, not refused.
 */
export const isInterruptedHere = (
  host: HostName,
  artifact: string,
  {observed, release, changes}: UpgradeCheckInput,
): boolean => {
  const node = observed.kube.known ? observed.kube.value.nodes.find(({name}) => name === host) : undefined;
  if (node?.held === true) return true;
  const wanted = anyArch(release).artifacts.get(artifact)?.version;
  const used = inUse(observed).find(each => each.host === host && each.artifact === artifact)?.version;
  return used !== undefined && used === wanted && changes.some(move => move.artifact === artifact);
};

/**
 * What runs and does not serve: "the API server on cp3". An interrupted run has just started it, or its host has just
 * booted; or it hangs, and then it still does not serve after a while.
 */
export function notYetServing({
  desired,
  observed,
}: {
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
}): readonly string[] {
  const {etcd, kube, hosts} = observed;
  const runs = (host: HostName, unit: string): boolean => {
    const facts = hosts.get(host);
    const active = facts?.known === true ? facts.value.units.get(unit)?.active : undefined;
    return active === 'active' || active === 'activating';
  };
  // An etcd that is not bootstrapped has no members to wait for.
  const serves = (peerUrl: string): boolean =>
    etcd.known &&
    (etcd.value.is !== 'formed' || etcd.value.members.every(member => member.peerUrl !== peerUrl || member.healthy));
  // A stopped member does not start by itself, and the components that wait for it on its host do not serve either.
  const isWithoutMember = (host: HostName): boolean =>
    etcd.known &&
    desired.etcd.some(member => member.host === host && !serves(member.peerUrl) && !runs(host, 'etcd.service'));
  const notReady = new Set(kube.known ? kube.value.nodes.flatMap(({name, ready}) => (ready ? [] : [name])) : []);
  return [
    ...desired.etcd
      .filter(({host, peerUrl}) => !serves(peerUrl) && runs(host, 'etcd.service'))
      .map(({host}) => `etcd on ${host}`),
    ...desired.controlPlanes
      .filter(({host}) => !isReady(host, observed) && !isWithoutMember(host) && runs(host, 'kube-apiserver.service'))
      .map(({host}) => `the API server on ${host}`),
    ...desired.nodes
      .filter(({host}) => notReady.has(host) && !isWithoutMember(host) && runs(host, 'kubelet.service'))
      .map(({host}) => `the kubelet on ${host}`),
  ];
}

/** Does its own API server answer /readyz? */
export const isReady = (host: HostName, {apiReady}: Pick<ObservedCluster, 'apiReady'>): boolean => {
  const ready = apiReady.get(host);
  return ready?.known === true && ready.value;
};
