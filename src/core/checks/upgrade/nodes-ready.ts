import type {HostName} from '../../model/names.js';
import type {NodeFact} from '../../model/observed.js';
import {caution, refusal, type UpgradeRule} from './input.js';

/** A node that is not Ready beforehand cannot show that the upgrade left it well. */
export const nodesReady: UpgradeRule = ({changes, desired, observed: {kube}}) => {
  if (!kube.known) return changes.length === 0 ? [] : [notKnown(kube.why)];
  const moving = new Set(changes.map(({host}) => host));
  return desired.nodes
    .filter(({host}) => moving.has(host))
    .flatMap(({host}) =>
      judged(
        host,
        kube.value.nodes.find(({name}) => name === host),
      ),
    );
};

function judged(host: HostName, node: NodeFact | undefined) {
  if (node?.ready === true) return [];
  if (node?.held === true) return [unfinished(host)];
  return [notReady(host, node === undefined ? 'the API knows no such node' : 'the node is not Ready')];
}

const unfinished = (host: HostName) =>
  caution(
    'node-unfinished',
    `the last run was cut while it upgraded ${host}: the node is not Ready yet`,
    'it is finished in this run',
  );

const notReady = (host: HostName, why: string) =>
  refusal(
    'node-not-ready',
    `${host}: ${why}; a node is upgraded when it is Ready, so that what it is afterwards says something`,
    `on ${host}: systemctl status kubelet; then quorate apply. What is lost for good: quorate remove --lost ${host}`,
  );

const notKnown = (why: string) =>
  refusal(
    'kube-unknown',
    `whether the nodes are Ready is not known: ${why}`,
    'make the API answer, then run the same command again: quorate topology check',
  );
