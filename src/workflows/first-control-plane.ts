import {Failure} from '../core/failure.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';

/**
 * The first answer, of one control plane after another. A control plane that cannot be read, or lacks what is asked for, is
 * skipped; an unexpected file ends it.
 * @throws Failure hosts/no-kubeconfig if one of them could not be read, else the code of the first reason.
 */
export async function firstControlPlane<T>(
  {controlPlanes}: Pick<DesiredCluster, 'controlPlanes'>,
  ask: (host: HostName) => Promise<T>,
): Promise<T> {
  const troubles: Failure[] = [];
  for (const {host} of controlPlanes) {
    try {
      return await ask(host);
    } catch (error) {
      if (!(error instanceof Failure) || isFinal(error)) throw error;
      troubles.push(error);
    }
  }
  const code = troubles.some(each => each.code.startsWith('hosts/')) ? 'hosts/no-kubeconfig' : troubles[0]?.code;
  throw new Failure(
    code ?? 'kubeconfig/missing',
    `no control plane provides a kubeconfig:\n${troubles.map(({message}) => `  ${message}`).join('\n')}`,
    {suggestions: [...new Set(troubles.flatMap(each => each.suggestions))]},
  );
}

const isFinal = ({code}: Failure): boolean => code === 'kubeconfig/unexpected' || code.startsWith('interrupted/');
