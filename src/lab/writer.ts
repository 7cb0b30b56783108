import {NODE_BALANCER_URL} from '../core/model/desired.js';
import {type Client, startClient} from './client.js';
import type {Lab} from './hosts/index.js';
import {administrator} from './identity.js';

/**
 * Writes a ConfigMap every 100 ms from a worker, by default through its local load balancer, with the administrator's
 * certificate of a control plane.
 */
export const startWriter = async (
  lab: Lab,
  from: string,
  worker: string,
  label: string,
  url = NODE_BALANCER_URL,
): Promise<Client> =>
  startClient(lab, worker, {kind: 'config maps', urls: [url], label, identity: await administrator(lab, from)});
