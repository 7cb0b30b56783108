import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {KubeClient} from '../../ports/kube.js';
import type {KubeCall} from './call.js';

/** @param readyHost a control plane whose API server is ready. */
export function cordoning(call: KubeCall, readyHost: () => Promise<HostName>): Pick<KubeClient, 'cordon' | 'uncordon'> {
  const change = async (verb: 'cordon' | 'uncordon', node: HostName) => {
    const host = await readyHost();
    const {code, stderr} = await call(host, verb, {node});
    if (code !== 0)
      throw new Failure(FAILED[verb], `${host}: cannot ${verb} node ${node}: ${stderr.trim()}`, {
        suggestions: ['run the same command again: it reads the state of the node first'],
      });
  };
  return {cordon: node => change('cordon', node), uncordon: node => change('uncordon', node)};
}

const FAILED = {cordon: 'kube/cordon-failed', uncordon: 'kube/uncordon-failed'} as const;
