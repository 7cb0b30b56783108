import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {KubeClient} from '../../ports/kube.js';
import type {KubeCall} from './call.js';

/** @param someone a control plane whose API server is ready. */
export function cordoning(call: KubeCall, someone: () => Promise<HostName>): Pick<KubeClient, 'cordon' | 'uncordon'> {
  const tell = async (verb: 'cordon' | 'uncordon', node: HostName) => {
    const host = await someone();
    const {code, stderr} = await call(host, verb, {node});
    if (code !== 0)
      throw new Failure(`kube/${verb}-failed`, `${host}: ${TOLD[verb]} the node ${node}: ${stderr.trim()}`, {
        suggestions: ['run the same command again: it looks first at what has been done'],
      });
  };
  return {cordon: node => tell('cordon', node), uncordon: node => tell('uncordon', node)};
}

const TOLD = {cordon: 'could not cordon', uncordon: 'could not uncordon'};
