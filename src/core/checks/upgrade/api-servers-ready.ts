import {counted} from '../../format.js';
import type {HostName} from '../../model/names.js';
import {managedHosts} from '../../model/scope.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {isInterruptedHere, isReady} from './interrupted.js';

/** One control plane after another stops answering for a moment: the rest must answer in its place. */
export const apiReady: UpgradeRule = given => {
  if (given.changes.length === 0) return [];
  const here = managedHosts(given.observed);
  const silent = given.desired.controlPlanes
    .map(({host}) => host)
    // Where the member beside it is down it cannot be ready, and that has been said.
    .filter(host => here.has(host) && !isReady(host, given.observed) && !isWithoutMember(host, given));
  const [only] = silent;
  if (silent.length === 1 && only !== undefined && isOurs(only, given)) return [unfinished(only, given)];
  return silent.map(host => notReady(host, given));
};

/** Cut in mid-change, or while it was stopped for the member beside it: either way it is started before all else. */
function isOurs(host: HostName, given: UpgradeCheckInput): boolean {
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
    'api-unfinished',
    `the last run was cut while it upgraded ${host}: ${seen(host, given)}`,
    'it is brought up before any other control plane is touched',
  );

const notReady = (host: HostName, given: UpgradeCheckInput) =>
  refusal(
    'api-not-ready',
    `${host}: ${seen(host, given)}; of ${counted(given.desired.controlPlanes.length, 'control plane')} each must answer before the first is touched`,
    `on ${host}: systemctl status kube-apiserver; then quorate apply`,
  );

const seen = (host: HostName, {observed}: UpgradeCheckInput): string => {
  const ready = observed.apiReady.get(host);
  if (ready === undefined) return 'whether its API server is ready was not asked';
  return ready.known ? 'its API server is not ready' : `whether its API server is ready is not known: ${ready.why}`;
};
