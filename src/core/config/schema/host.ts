import {z} from 'zod';
import {sshOverrides} from './ssh.js';
import {address, dnsNameOrAddress, hostName, oneLine} from './text.js';

const role = z.enum(['control-plane', 'worker', 'etcd', 'load-balancer']);

const taint = z.strictObject({
  key: z.string().describe('Key of the taint, like `example.com/dedicated`.'),
  value: z.string().exactOptional().describe('Value of the taint.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .describe('What happens to pods that do not tolerate it.'),
});

export const host = z.strictObject({
  name: hostName.describe('Name of the host, of its node and of its etcd member.'),
  address: address.describe(
    'Address under which the other hosts of the cluster reach this one. It must be an address of the host itself.',
  ),
  sshAddress: dnsNameOrAddress.exactOptional().describe('Where SSH connects, when it is not `address`.'),
  roles: z
    .array(role)
    .min(1)
    .describe(
      'What the host does. In the stacked topology each control plane carries an etcd member; in the external topology the hosts with the role `etcd` do, and have no other role. A control plane that is a worker too takes pods of all kinds. One or two hosts with the role `load-balancer` carry the endpoint of `spec.endpoint`; with this role alone a host is no node of Kubernetes.',
    ),
  zone: oneLine
    .exactOptional()
    .describe('Failure domain of the host: becomes the label `topology.kubernetes.io/zone` of its node.'),
  labels: z.record(z.string(), z.string()).default({}).describe('Labels of the node.'),
  taints: z.array(taint).default([]).describe('Taints of the node, besides that of control planes.'),
  connection: z
    .enum(['ssh', 'local'])
    .default('ssh')
    .describe('`local`: quorate runs on this host itself and needs no SSH to it.'),
  ssh: sshOverrides.prefault({}).describe('SSH settings of this host, where they differ from `spec.ssh`.'),
});
