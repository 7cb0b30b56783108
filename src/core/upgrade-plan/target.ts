import type {ClusterConfig, NamedVersions} from '../model/config.js';

/** One hop of an upgrade: the configuration to reach, and the versions that the file names meanwhile. */
export interface Target {
  readonly config: ClusterConfig;
  readonly names: NamedVersions;
}

/** @param namesEtcd whether the file names the version of etcd as well. */
export function aim(
  config: ClusterConfig,
  {
    kubernetes = config.kubernetesVersion,
    etcd,
  }: {readonly kubernetes?: string | undefined; readonly etcd?: string | undefined},
  namesEtcd: boolean,
): Target {
  const isOwn = config.etcd.unmanagedEtcd === undefined;
  return {
    config: {
      ...config,
      kubernetesVersion: kubernetes,
      etcd: etcd === undefined || !isOwn ? config.etcd : {...config.etcd, version: etcd},
    },
    names: {kubernetes, ...(etcd !== undefined && isOwn && namesEtcd ? {etcd} : {})},
  };
}
