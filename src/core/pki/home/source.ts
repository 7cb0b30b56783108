import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {ObservedCluster} from '../../model/observed.js';
import {CAS} from '../cas.js';
import {generationOf, nextStep} from '../rotation/generation.js';
import type {CaName, SharedSource} from '../types.js';
import {homeText} from './at-home.js';

/**
 * The directory of the operator is the only source of its CAs. Where it cannot be read, nothing is signed, and a control
 * plane shows which CA the cluster has: a diagnosis goes by that, and a run is refused.
 */
export function homeSource(name: CaName, desired: DesiredCluster, observed: ObservedCluster): SharedSource {
  const text = homeText(name, observed);
  if (text !== undefined) return nextOrHome(name, text, desired);
  const host = observed.caHome?.known === true ? undefined : showing(name, desired, observed);
  return host === undefined ? {is: 'new'} : {is: 'host', host};
}

function nextOrHome(name: CaName, text: string, {rotation}: DesiredCluster): SharedSource {
  const generation = generationOf(name, text);
  return rotation?.secret === name && rotation.generation > generation
    ? {is: 'next-from-home', step: nextStep(generation)}
    : {is: 'home'};
}

/** The control plane with the latest certificate. */
function showing(name: CaName, {controlPlanes}: DesiredCluster, {hosts}: ObservedCluster): HostName | undefined {
  const path = CAS[name].certPath;
  const having = controlPlanes.flatMap(({host}) => {
    const facts = hosts.get(host);
    return facts?.known === true && facts.value.files.has(path)
      ? [{host, generation: generationOf(name, facts.value.publicTexts.get(path))}]
      : [];
  });
  return having.toSorted((one, other) => other.generation - one.generation)[0]?.host;
}
