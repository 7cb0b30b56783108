import type {Finding} from '../cluster/finding.js';
import {error, inName, type Subject} from './check.js';

/** Files that would be overwritten and are not known to be quorate's. */
export const foreignFiles = ({name, facts}: Subject): readonly Finding[] => {
  const links = [...facts.links].filter(([, target]) => !isOurPlace(target)).map(([path]) => path);
  return [...facts.files.keys(), ...links]
    .filter(path => !facts.owned.has(path) && !isOurPlace(path))
    .sort()
    .map(path =>
      error(
        `FileAvailable-${inName(path)}`,
        `${name}: ${path} is there already, and not by quorate's doing`,
        path.startsWith('/etc/kubernetes/') || path.startsWith('/var/lib/kubelet/')
          ? `if ${name} was a node of kubeadm's, on ${name}: kubeadm reset`
          : `on ${name}: move ${path} away`,
      ),
    );
};

/** Nobody else writes there: what a cut run left is ours even where the list of owned paths does not say so yet. */
const isOurPlace = (path: string): boolean => OUR_PLACES.some(place => path.startsWith(place));

const OUR_PLACES = ['/opt/quorate/', '/var/lib/quorate/', '/etc/quorate/'];
