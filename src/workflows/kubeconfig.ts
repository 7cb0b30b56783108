import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import {urlHost} from '../core/network/url.js';
import {ADMIN_KUBECONFIG} from '../core/pki/kubeconfigs.js';
import {withServer} from '../core/render/kubeconfig.js';
import type {HostClient} from '../ports/host.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './session.js';

/** The administrator's kubeconfig, fetched from a control plane. */
export const fetchKubeconfig = (config: ClusterConfig, surroundings: Environment): Promise<string> =>
  withHosts(config, surroundings, async reach =>
    adminKubeconfig(desire(config), await hostClientsWithoutBundle(reach)),
  );

/** Pointing at the endpoint for people. Asks one control plane after another. */
async function adminKubeconfig(
  desired: DesiredCluster,
  port: (host: HostName) => Pick<HostClient, 'read'>,
): Promise<string> {
  const {host: endpoint, port: number} = desired.endpoint;
  const troubles: Failure[] = [];
  for (const {host} of desired.controlPlanes) {
    try {
      const text = await port(host).read(ADMIN_KUBECONFIG);
      if (text !== undefined) return withServer(text.toString(), `https://${urlHost(endpoint)}:${number}`);
      troubles.push(new Failure('kubeconfig/missing', `${host}: has no ${ADMIN_KUBECONFIG}`));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      troubles.push(error);
    }
  }
  throw new Failure(
    troubles.some(({code}) => code.startsWith('hosts/')) ? 'hosts/no-kubeconfig' : 'kubeconfig/missing',
    `no control plane gives a kubeconfig:\n${troubles.map(({message}) => `  ${message}`).join('\n')}`,
    {suggestions: ['quorate init', ...troubles.flatMap(({suggestions}) => suggestions)]},
  );
}
