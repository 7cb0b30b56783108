import {FORMER_FLANNEL_USER, flannelUser} from '../model/flannel-user.js';

/** X.509 allows no longer common names and organizations. */
const MOST_CHARACTERS = 64;

/** Users that Kubernetes knows already: the shared administrators, and flanneld in clusters of earlier versions. */
const TAKEN = ['kubernetes-admin', 'kubernetes-super-admin', FORMER_FLANNEL_USER];

/**
 * Why a person cannot have a certificate with this name as user or group; undefined if they can. It follows the name:
 * "is reserved".
 */
export function clientNameProblem(kind: 'user' | 'group', name: string): string | undefined {
  if (name.length > MOST_CHARACTERS) return `has more than ${MOST_CHARACTERS} characters`;
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._@:/+-]*[A-Za-z0-9])?$/.test(name)) {
    return 'is not made of letters, digits and ._@:/+- with a letter or digit at both ends';
  }
  if (name === 'system:masters') return 'passes every authorization check, and no RBAC rule can take that away';
  if (name.toLowerCase().startsWith('system:'))
    return 'is reserved: Kubernetes gives names with system: to its components';
  if (name.toLowerCase().startsWith('quorate:')) return 'is reserved for the groups of quorate';
  if (kind === 'user' && (TAKEN.includes(name) || name.startsWith(flannelUser(''))))
    return 'is the user of another certificate of the cluster';
  return undefined;
}
