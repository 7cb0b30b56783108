import {isFrom} from '../version.js';

/**
 * Nobody without credentials gets further than the health endpoints, which balancers and probes ask. kubeadm also
 * lets anonymous clients read kube-public/cluster-info so that joining machines can discover the cluster; quorate
 * brings the CA over SSH and has no use for that door.
 */
export const authenticationConfiguration = (kubernetesVersion: string) => ({
  apiVersion: `apiserver.config.k8s.io/${isFrom('1.34', kubernetesVersion) ? 'v1' : 'v1beta1'}`,
  kind: 'AuthenticationConfiguration',
  anonymous: {
    enabled: true,
    conditions: [{path: '/livez'}, {path: '/readyz'}, {path: '/healthz'}],
  },
});
