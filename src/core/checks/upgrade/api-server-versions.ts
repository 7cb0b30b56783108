import {inUse} from '../../artifacts/changes.js';
import {API_SERVER_MINORS_APART} from '../../versions/skew.js';
import {compareVersions, minorsBetween} from '../../versions/version.js';
import {refusal, type UpgradeRule} from './input.js';

/** API servers share their stored objects: one that is two minors older may be unable to read what the newest writes. */
export const apiServers: UpgradeRule = ({observed}) => {
  const servers = inUse(observed)
    .filter(({artifact}) => artifact === 'kube-apiserver')
    .toSorted((one, other) => compareVersions(one.version, other.version));
  const [oldest, newest] = [servers[0], servers.at(-1)];
  if (oldest === undefined || newest === undefined) return [];
  if (minorsBetween(oldest.version, newest.version) <= API_SERVER_MINORS_APART) return [];
  return [
    refusal(
      'upgrade/apiserver-skew',
      `the API server of ${oldest.host} is ${oldest.version}, that of ${newest.host} is ${newest.version}; rule: all within one minor of each other`,
      `set spec.kubernetesVersion to ${newest.version} and replace ${oldest.host}: \`quorate remove ${oldest.host}\`, with three voters \`quorate remove ${oldest.host} --accept-reduced-tolerance\`; then \`quorate join ${oldest.host}\``,
    ),
  ];
};
