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
    'Address at which the other hosts of the cluster reach this one. The host itself must have it.',
  ),
  sshAddress: dnsNameOrAddress.exactOptional().describe('Address or DNS name for SSH, if it is not `address`.'),
  roles: z
    .array(role)
    .min(1)
    .describe(
      'Roles of the host. With `topology: stacked` every control plane has an etcd member; with `topology: external` the hosts with the role `etcd` have one, and no other role. A control plane that is also a worker runs all pods. Hosts with the role `load-balancer` serve `spec.endpoint`: one or two hosts, or all control planes and no other host at the port of their API servers. A host with this role only has no Node.',
    ),
  zone: oneLine
    .exactOptional()
    .describe('Failure domain of the host: the label `topology.kubernetes.io/zone` of its node.'),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .describe('Labels of the node. One that is deleted here is removed from the node; those that others set stay.'),
  taints: z
    .array(taint)
    .default([])
    .describe(
      'Taints of the node, in addition to that of control planes. One that is deleted here is removed from the node; those that others set stay.',
    ),
  connection: z
    .enum(['ssh', 'local'])
    .default('ssh')
    .describe('`local`: quorate runs on this host itself and needs no SSH to it.'),
  ssh: sshOverrides.prefault({}).describe('SSH settings of this host that differ from `spec.ssh`.'),
});
