import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import {urlHost} from '../core/network/url.js';
import {ADMIN_KUBECONFIG} from '../core/pki/kubeconfigs.js';
import {withServer} from '../core/render/kubeconfig.js';
import type {HostClient} from '../ports/host.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './connect.js';

/** The administrator's kubeconfig, fetched from a control plane. */
export const fetchKubeconfig = (config: ClusterConfig, environment: Environment): Promise<string> =>
  withHosts(config, environment, async connections =>
    adminKubeconfig(desire(config), await hostClientsWithoutBundle(connections)),
  );

/** With the API endpoint as its server. Reads one control plane after another. */
async function adminKubeconfig(
  desired: DesiredCluster,
  client: (host: HostName) => Pick<HostClient, 'read'>,
): Promise<string> {
  const {host: endpoint, port} = desired.endpoint;
  const troubles: Failure[] = [];
  for (const {host} of desired.controlPlanes) {
    try {
      const text = await client(host).read(ADMIN_KUBECONFIG);
      if (text !== undefined) return withServer(text.toString(), `https://${urlHost(endpoint)}:${port}`);
      troubles.push(new Failure('kubeconfig/missing', `${host}: ${ADMIN_KUBECONFIG} does not exist`));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      troubles.push(error);
    }
  }
  const code = troubles.some(each => each.code.startsWith('hosts/')) ? 'hosts/no-kubeconfig' : 'kubeconfig/missing';
  const suggestions = troubles.flatMap(each => each.suggestions);
  throw new Failure(
    code,
    `no control plane provides an admin kubeconfig:\n${troubles.map(({message}) => `  ${message}`).join('\n')}`,
    {suggestions: [...(code === 'kubeconfig/missing' ? CREATE : []), ...new Set(suggestions)]},
  );
}

const CREATE = [
  'to start the cluster: `quorate init`',
  `to create ${ADMIN_KUBECONFIG} again on a running cluster: \`quorate apply\``,
];
