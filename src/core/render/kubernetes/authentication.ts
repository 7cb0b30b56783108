import type {AuthenticationConfig, IssuerConfig} from '../../model/authentication.js';
import {isFrom} from '../unit-version.js';

/**
 * Anonymous clients may use the health endpoints only, for load balancers and probes. kubeadm also allows them to read
 * kube-public/cluster-info, so that joining machines discover the cluster; quorate copies the CA over SSH instead.
 */
export const authenticationConfiguration = (kubernetesVersion: string, authentication?: AuthenticationConfig) => ({
  apiVersion: `apiserver.config.k8s.io/${isFrom('1.34', kubernetesVersion) ? 'v1' : 'v1beta1'}`,
  kind: 'AuthenticationConfiguration',
  anonymous: {
    enabled: true,
    conditions: [{path: '/livez'}, {path: '/readyz'}, {path: '/healthz'}],
  },
  ...(authentication === undefined ? {} : {jwt: authentication.issuers.map(jwt)}),
});

/** The API server requires a match policy for several audiences. */
const jwt = (issuer: IssuerConfig) => {
  const {url, discoveryUrl, audiences, caCertificates, username, groups} = issuer;
  const {claimValidationRules, userValidationRules} = issuer;
  return {
    issuer: {
      url,
      ...(discoveryUrl === undefined ? {} : {discoveryURL: discoveryUrl}),
      ...(caCertificates === undefined ? {} : {certificateAuthority: caCertificates}),
      audiences,
      ...(audiences.length > 1 ? {audienceMatchPolicy: 'MatchAny'} : {}),
    },
    ...(claimValidationRules.length === 0 ? {} : {claimValidationRules}),
    claimMappings: {username, ...(groups === undefined ? {} : {groups})},
    ...(userValidationRules.length === 0 ? {} : {userValidationRules}),
  };
};
