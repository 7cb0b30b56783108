import type {DesiredCluster, DesiredNode} from '../../model/desired.js';
import {familyOf} from '../../network/address.js';
import {binaries} from '../artifacts.js';
import type {Part} from '../part.js';
import {KUBECONFIG} from '../paths.js';
import {service} from '../service.js';
import type {RenderInput} from '../types.js';
import {jsonText} from '../yaml.js';

/** The kernel module of its backend. The kernel loads it with the first device. */
export const FLANNEL_MODULE = 'vxlan';

export const FLANNEL_CNI_FILE = '10-flannel.conflist';

const NETWORK = '/etc/kube-flannel/net-conf.json';

/** The pod network, unless the user installs another one. */
export function flannel(input: RenderInput, {host, address}: DesiredNode): readonly Part[] {
  const {desired, templates} = input;
  if (desired.network.plugin !== 'flannel') return [];
  return [
    binaries(input, ['flanneld']),
    {
      files: [
        {path: NETWORK, mode: '644', text: jsonText(netConf(desired))},
        {path: `/etc/cni/net.d/${FLANNEL_CNI_FILE}`, mode: '600', text: jsonText(CNI)},
      ],
    },
    service(templates, {
      name: 'flanneld',
      phase: 'late',
      reads: [NETWORK, KUBECONFIG.flannel],
      command: {
        flags: {
          iface: address,
          'ip-masq': 'true',
          'kube-subnet-mgr': 'true',
          'kubeconfig-file': KUBECONFIG.flannel,
          'net-config-path': NETWORK,
        },
        extraArgs: desired.extraArgs.flanneld,
      },
      values: {node: host},
    }),
  ];
}

const netConf = ({network: {podCidr}}: DesiredCluster) => ({
  ...(familyOf(podCidr) === 'IPv4' ? {Network: podCidr} : {EnableIPv4: false, EnableIPv6: true, IPv6Network: podCidr}),
  EnableNFTables: true,
  Backend: {Type: 'vxlan'},
});

const CNI = {
  name: 'cbr0',
  // flannel's CNI plugin supports no later version than 0.4.0, and its project uses this one.
  cniVersion: '0.3.1',
  plugins: [
    {type: 'flannel', delegate: {hairpinMode: true, isDefaultGateway: true}},
    {type: 'portmap', capabilities: {portMappings: true}},
  ],
};
