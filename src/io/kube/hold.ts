import type {HostName} from '../../core/cluster/names.js';
import {Failure} from '../../core/failure.js';
import type {KubePort} from '../../run/site.js';
import type {KubeCall} from './call.js';

/** @param someone a control plane whose API server is ready. */
export function holding(call: KubeCall, someone: () => Promise<HostName>): Pick<KubePort, 'hold' | 'release'> {
  const tell = async (verb: 'hold' | 'release', node: HostName) => {
    const host = await someone();
    const {code, stderr} = await call(host, verb, {node});
    if (code !== 0)
      throw new Failure(`kube/${verb}-failed`, `${host}: ${TOLD[verb]} the node ${node}: ${stderr.trim()}`, {
        suggestions: ['run the same command again: it looks first at what has been done'],
      });
  };
  return {hold: node => tell('hold', node), release: node => tell('release', node)};
}

const TOLD = {hold: 'could not cordon', release: 'could not uncordon'};
