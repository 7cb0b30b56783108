import type {HostName} from '../cluster/names.js';
import type {UpgradeCase} from './case.js';
import {inUse} from './in-use.js';

/**
 * A run that was cut was at work here: its note is on the node, or a program is at the version it goes to while other
 * hosts have theirs to change. What does not answer here is ours to bring up, and no reason to refuse to go on.
 */
export const isBegun = (host: HostName, artifact: string, {observed, release, moves}: UpgradeCase): boolean => {
  const node = observed.kube.known ? observed.kube.value.nodes.find(({name}) => name === host) : undefined;
  if (node?.held === true) return true;
  const wanted = release.artifacts.get(artifact)?.version;
  const used = inUse(observed).find(each => each.host === host && each.artifact === artifact)?.version;
  return used !== undefined && used === wanted && moves.some(move => move.artifact === artifact);
};
