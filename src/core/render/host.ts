import type {DesiredNode} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {onHost} from '../model/of-host.js';
import {binaries, commandLinks} from './artifacts.js';
import {etcdMember} from './etcd/member.js';
import {apiServer} from './kubernetes/apiserver.js';
import {controllerManager} from './kubernetes/controller-manager.js';
import {kubeProxy} from './kubernetes/kube-proxy.js';
import {kubelet} from './kubernetes/kubelet.js';
import {scheduler} from './kubernetes/scheduler.js';
import {balancer} from './network/balancer.js';
import {cni} from './network/cni.js';
import {flannel} from './network/flannel.js';
import {kernel} from './network/kernel.js';
import {loadBalancer} from './network/load-balancer.js';
import {virtualIp} from './network/virtual-ip.js';
import {assemble, type Part} from './part.js';
import {LIBEXEC} from './paths.js';
import {containerd} from './runtime/containerd.js';
import {templateText} from './template.js';
import type {HostRendering, RenderInput} from './types.js';
import {sysusers} from './users.js';

/**
 * Everything without secrets that belongs on one host, for all its roles.
 * @throws Failure 'artifacts/incomplete' if the release lacks an artifact that the host needs.
 */
export function renderHost(input: RenderInput, host: HostName): HostRendering {
  const {desired, templates} = input;
  const {
    etcd: [member],
    controlPlanes: [controlPlane],
    nodes: [node],
    loadBalancers: [balancing],
    vipHosts: [sharing],
  } = onHost(desired, host);
  const rendering = assemble([
    {files: [{path: `${LIBEXEC}/started`, mode: '755', text: templateText(templates, 'host/started.sh')}]},
    ...(member === undefined ? [] : etcdMember(input, member)),
    ...(controlPlane === undefined
      ? []
      : [
          ...apiServer(input, controlPlane),
          ...controllerManager(input),
          ...scheduler(input),
          binaries(input, ['kubectl']),
          commandLinks(['kubectl']),
        ]),
    ...(balancing === undefined ? [] : loadBalancer(input, balancing)),
    ...(sharing === undefined ? [] : virtualIp(input, sharing)),
    ...(node === undefined ? [] : nodeParts(input, node)),
  ]);
  return {...rendering, files: [...sysusers(rendering.users), ...rendering.files]};
}

const nodeParts = (input: RenderInput, node: DesiredNode): readonly Part[] => [
  kernel(input.desired, input.facts),
  ...balancer(input, node),
  ...containerd(input),
  cni(input),
  ...kubelet(input, node),
  ...kubeProxy(input, node),
  ...flannel(input, node),
];
