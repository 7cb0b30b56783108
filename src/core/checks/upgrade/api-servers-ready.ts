import {counted} from '../../format.js';
import type {HostName} from '../../model/names.js';
import {managedHosts} from '../../model/scope.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {isInterruptedHere, isReady} from './interrupted.js';

/** Control planes are upgraded one after another: the others must answer meanwhile. */
export const apiReady: UpgradeRule = given => {
  if (given.changes.length === 0) return [];
  const here = managedHosts(given.observed);
  const unready = given.desired.controlPlanes
    .map(({host}) => host)
    // Without its etcd member an API server cannot be ready; etcdHealth reports the member.
    .filter(host => here.has(host) && !isReady(host, given.observed) && !isWithoutMember(host, given));
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

const readiness = (host: HostName, {observed}: UpgradeCheckInput): string => {
  const ready = observed.apiReady.get(host);
  if (ready === undefined) return 'the readiness of its API server was not checked';
  return ready.known ? 'its API server is not ready' : `the readiness of its API server is unknown: ${ready.why}`;
};
