import type {ClusterConfig} from '../model/config.js';
import {canonicalAddress, canonicalHost} from '../network/address.js';
import {canonicalCidr} from '../network/cidr.js';
import {canonicalUrl} from '../network/url.js';

/**
 * The same configuration with all addresses in canonical form: later, addresses and URLs are compared as strings, with
 * each other and with those of hosts, etcd and the API.
 */
export const canonical = (config: ClusterConfig): ClusterConfig => ({
  ...config,
  ...(config.endpoint === undefined ? {} : {endpoint: {...config.endpoint, host: canonicalHost(config.endpoint.host)}}),
  network: {
    ...config.network,
    podCidr: canonicalCidr(config.network.podCidr),
    serviceCidr: canonicalCidr(config.network.serviceCidr),
  },
  etcd: {
    ...config.etcd,
    ...(config.etcd.unmanagedEtcd === undefined
      ? {}
      : {
          unmanagedEtcd: {
            ...config.etcd.unmanagedEtcd,
            endpoints: config.etcd.unmanagedEtcd.endpoints.map(canonicalUrl),
          },
        }),
  },
  artifacts: {
    ...config.artifacts,
    ...(config.artifacts.mirror === undefined ? {} : {mirror: withoutSlash(config.artifacts.mirror)}),
  },
  registries: config.registries.map(each => ({...each, mirrors: each.mirrors.map(withoutSlash)})),
  pki: {...config.pki, apiServerSans: config.pki.apiServerSans.map(canonicalHost)},
  hosts: config.hosts.map(host => ({
    ...host,
    address: canonicalAddress(host.address),
    ...(host.sshAddress === undefined ? {} : {sshAddress: canonicalHost(host.sshAddress)}),
  })),
});

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
