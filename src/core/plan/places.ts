/**
 * The directories that these paths need, without those below /opt/quorate, which only quorate makes. Each, or one above
 * it, may be a link to another disk, be read-only, or not be a directory.
 */
export const placesOf = (
  paths: readonly string[],
  directories: readonly string[],
  isNode: boolean,
): readonly string[] => [
  ...new Set(
    [...paths.map(parent), ...directories, ...OF_EVERY_HOST, ...(isNode ? OF_NODES : [])].map(place =>
      place.startsWith(`${OWN}/`) ? OWN : place,
    ),
  ),
];

const parent = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

const OWN = '/opt/quorate';

/** Identity, markers and the list of owned files. */
const OF_EVERY_HOST: readonly string[] = ['/opt', OWN, '/var/lib/quorate', '/etc/quorate'];

/** containerd makes it. */
export const CONTAINERD_DATA = '/var/lib/containerd';

/** Of containerd and kubelet. */
const OF_NODES: readonly string[] = [CONTAINERD_DATA, '/var/lib/kubelet', '/etc/cni/net.d', '/opt/cni/bin'];
