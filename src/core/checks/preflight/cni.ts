import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import type {CniFileFact} from '../../model/surroundings.js';
import {FLANNEL_CNI_FILE} from '../../render/network/flannel.js';
import {error, type Subject, warning} from './check.js';

const DIRECTORY = '/etc/cni/net.d';

/** containerd uses the first configuration of a pod network, by name, whatever wrote it. */
export const cniConfig = ({name, facts, node, network}: Subject): readonly Finding[] => {
  if (node === undefined) return [];
  const ours = network.plugin === 'flannel';
  return foreignCniFiles(facts).map(file => {
    const isUsed = ours && sortsFirst(file);
    return (isUsed ? error : warning)(
      'CNIConfig',
      `${name}: ${DIRECTORY}/${file.name}${pluginsOf(file)} ${
        isUsed ? `sorts before ${FLANNEL_CNI_FILE}: pods would get this network` : 'is of another pod network'
      }`,
      `on ${name}, if nothing needs it: \`${moveAway(file)}\``,
    );
  });
};

/** Those that containerd would load, in its order, except a file of the name of quorate's own: FileAvailable judges that. */
export const foreignCniFiles = ({cniFiles}: HostFacts): readonly CniFileFact[] =>
  (cniFiles ?? [])
    .filter(({name}) => name !== FLANNEL_CNI_FILE && /\.(?:conf|conflist|json)$/.test(name))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));

export const sortsFirst = ({name}: CniFileFact): boolean => name < FLANNEL_CNI_FILE;

/** " (cilium-cni)" */
export const pluginsOf = ({plugins: [first]}: CniFileFact): string => (first === undefined ? '' : ` (${first})`);

/** containerd does not load a file with another ending. */
const moveAway = ({name}: CniFileFact): string =>
  /^[\w.-]+$/.test(name) ? `mv ${DIRECTORY}/${name} ${DIRECTORY}/${name}.old` : `ls -lb ${DIRECTORY}`;
