import {counted} from '../../format.js';
import type {HostName} from '../../model/names.js';
import {managedHosts} from '../../model/scope.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {isInterruptedHere, isReady} from './interrupted.js';

/** Control planes are upgraded one after another: the others must answer meanwhile. */
export const apiReady: UpgradeRule = given => {
  // Workers need no more than one API server.
  if (!changesControlPlanes(given)) return [];
  const here = managedHosts(given.observed);
  const controlPlanes = given.desired.controlPlanes.map(({host}) => host);
  // Without its etcd member an API server cannot be ready; etcdHealth reports the member.
  const unread = controlPlanes.filter(
    host => given.observed.hosts.get(host)?.known === false && !isWithoutMember(host, given),
  );
  if (unread.length > 0) return unread.map(host => unreachable(host, given));
  const unready = controlPlanes.filter(
    host => here.has(host) && !isReady(host, given.observed) && !isWithoutMember(host, given),
  );
  const [only] = unready;
  if (unready.length === 1 && only !== undefined && wasInterrupted(only, given)) return [unfinished(only, given)];
  return unready.map(host => notReady(host, given));
};

/** A run was interrupted while it changed this API server, or stopped it to restart the etcd member. It is started first. */
function wasInterrupted(host: HostName, given: UpgradeCheckInput): boolean {
  if (isInterruptedHere(host, 'kube-apiserver', given)) return true;
  const facts = given.observed.hosts.get(host);
  const unit = facts?.known === true ? facts.value.units.get('kube-apiserver.service') : undefined;
  return unit?.active === 'inactive' && unit.enabled;
}

function isWithoutMember(host: HostName, {desired, observed: {etcd}}: UpgradeCheckInput): boolean {
  const own = desired.etcd.find(member => member.host === host);
  if (own === undefined || !etcd.known || etcd.value.is !== 'formed') return false;
  return etcd.value.members.some(({peerUrl, healthy}) => peerUrl === own.peerUrl && !healthy);
}

const unfinished = (host: HostName, given: UpgradeCheckInput) =>
  caution(
    'upgrade/api-unfinished',
    `a previous run was interrupted while upgrading ${host}: ${readiness(host, given)}`,
    'this run starts it before it changes another control plane',
  );

const notReady = (host: HostName, given: UpgradeCheckInput) =>
  refusal(
    'upgrade/api-not-ready',
    `${host}: ${readiness(host, given)}; all ${counted(given.desired.controlPlanes.length, 'control plane')} must be ready before the first is upgraded`,
    `on ${host}: \`systemctl start kube-apiserver.service\`, \`journalctl -u kube-apiserver.service\`; then run the same command again`,
  );

/** Everything that serves the API, and what it stores. */
export const changesControlPlanes = ({changes, desired}: UpgradeCheckInput): boolean =>
  changes.some(({host}) => [...desired.controlPlanes, ...desired.etcd].some(each => each.host === host));

function unreachable(host: HostName, {desired, observed}: UpgradeCheckInput) {
  const all = desired.controlPlanes.length;
  const read = desired.controlPlanes.filter(each => observed.hosts.get(each.host)?.known === true).length;
  const facts = observed.hosts.get(host);
  return refusal(
    'upgrade/host-unreachable',
    `${host} is a control plane and cannot be reached: ${read} of ${counted(all, 'control plane')} can be reached, and an upgrade needs all of them${facts?.known === false ? `: ${facts.why}` : ''}`,
    `make ${host} reachable, then run the same command again; or, if it is permanently gone: \`quorate remove --lost ${host}\``,
  );
}

const readiness = (host: HostName, {observed}: UpgradeCheckInput): string => {
  const ready = observed.apiReady.get(host);
  if (ready === undefined) return 'the readiness of its API server was not checked';
  return ready.known ? 'its API server is not ready' : `the readiness of its API server is unknown: ${ready.why}`;
};
