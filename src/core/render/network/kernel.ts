import type {DesiredCluster} from '../../model/desired.js';
import type {HostFacts} from '../../model/observed.js';
import {familyOf} from '../../network/address.js';
import type {Part} from '../part.js';
import type {RenderedFile} from '../types.js';

/** Kernel modules of a node: layered images, packet filtering of bridged traffic, connection tracking. */
const KERNEL_MODULES = ['overlay', 'br_netfilter', 'nf_conntrack'] as const;

/** A container cannot load modules into the kernel that it shares: it uses those that are loaded. */
export function kernel({network}: DesiredCluster, facts: HostFacts): Part {
  const modules = KERNEL_MODULES.filter(name => facts.container === undefined || facts.modules.includes(name));
  const bridged = modules.includes('br_netfilter');
  const sysctls =
    familyOf(network.podCidr) === 'IPv4'
      ? {...(bridged ? {'net.bridge.bridge-nf-call-iptables': '1'} : {}), 'net.ipv4.ip_forward': '1'}
      : {...(bridged ? {'net.bridge.bridge-nf-call-ip6tables': '1'} : {}), 'net.ipv6.conf.all.forwarding': '1'};
  return {
    modules,
    sysctls,
    files: [
      ...persisted('/etc/modules-load.d/quorate.conf', modules),
      ...persisted(
        '/etc/sysctl.d/90-quorate.conf',
        Object.entries(sysctls).map(([name, value]) => `${name} = ${value}`),
      ),
    ],
  };
}

const persisted = (path: string, lines: readonly string[]): readonly RenderedFile[] =>
  lines.length === 0 ? [] : [{path, mode: '644', text: `${lines.join('\n')}\n`}];
