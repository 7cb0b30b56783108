import type {HostName} from '../../model/names.js';
import type {NodeFact} from '../../model/observed.js';
import {API_UNAVAILABLE, caution, refusal, type UpgradeRule} from './input.js';

/** A node that is not Ready before its upgrade cannot show that the upgrade succeeded. */
export const nodesReady: UpgradeRule = ({changes, desired, observed: {kube}}) => {
  if (!kube.known) return changes.length === 0 ? [] : [notKnown(kube.why)];
  const upgraded = new Set(changes.map(({host}) => host));
  return desired.nodes
    .filter(({host}) => upgraded.has(host))
    .flatMap(({host}) =>
      readiness(
        host,
        kube.value.nodes.find(({name}) => name === host),
      ),
    );
};

function readiness(host: HostName, node: NodeFact | undefined) {
  if (node?.ready === true) return [];
  if (node?.held === true) return [unfinished(host)];
  return [notReady(host, node === undefined ? 'the API has no such node' : 'the node is not Ready')];
}

const unfinished = (host: HostName) =>
  caution(
    'upgrade/node-unfinished',
    `a previous run was interrupted while upgrading ${host}: the node is not Ready yet`,
    'this run completes it',
  );

const notReady = (host: HostName, why: string) =>
  refusal(
    'upgrade/node-not-ready',
    `${host}: ${why}; a node is upgraded only if it is Ready, so that its state afterwards shows the result`,
    `on ${host}: \`systemctl start kubelet.service\`, \`journalctl -u kubelet.service\`; then run the same command again; if it cannot be repaired: \`quorate remove ${host}\``,
  );

const notKnown = (why: string) =>
  refusal('upgrade/kube-unknown', `it is unknown whether the nodes are Ready: ${why}`, API_UNAVAILABLE);
