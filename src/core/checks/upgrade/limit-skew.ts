import {inUse, type VersionChange} from '../../artifacts/changes.js';
import {listed} from '../../format.js';
import {compareVersions, minorsBetween} from '../../versions/version.js';
import {refusal, type UpgradeRule} from './input.js';

/**
 * Without a limit the API servers are upgraded before the nodes. With one, an API server outside of it may stay behind
 * nodes inside it, whose kubelet or kube-proxy may connect to it.
 */
export const limitSkew: UpgradeRule = ({changes, observed, desired}) => {
  const nodes = changes.filter(({artifact, from, to}) => isOfNode(artifact) && minorsBetween(from, to) > 0);
  if (nodes.length === 0) return [];
  const moving = new Set(changes.filter(isApiServer).map(({host}) => host));
  const [oldest] = inUse(observed)
    .filter(each => isApiServer(each) && !moving.has(each.host))
    .filter(({host}) => desired.controlPlanes.some(each => each.host === host))
    .toSorted((one, other) => compareVersions(one.version, other.version));
  const {to} = nodes[0]!;
  if (oldest === undefined || minorsBetween(oldest.version, to) <= 0) return [];
  const hosts = listed([...new Set(nodes.map(({host}) => host))]);
  const controlPlanes = desired.controlPlanes.map(({host}) => host).join(',');
  return [
    refusal(
      'upgrade/limit-skew',
      `the kubelet or kube-proxy of ${hosts} would be ${to}, and the API server of ${oldest.host} stays at ${oldest.version}; rule: never ahead of an API server`,
      `upgrade all control planes first: \`quorate upgrade --limit ${controlPlanes}\``,
    ),
  ];
};

const isOfNode = (artifact: string): boolean => artifact === 'kubelet' || artifact === 'kube-proxy';
const isApiServer = ({artifact}: Pick<VersionChange, 'artifact'>): boolean => artifact === 'kube-apiserver';
