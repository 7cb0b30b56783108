import type {NamedVersions} from '../../core/config/edit.js';
import type {ClusterConfig} from '../../core/model/config.js';

/** A stop of an upgrade: what the cluster is to be there, and what its configuration is to say meanwhile. */
export interface Target {
  readonly config: ClusterConfig;
  readonly names: NamedVersions;
}

/** @param namesEtcd whether the configuration is to name the version of etcd. */
export function aim(
  config: ClusterConfig,
  {
    kubernetes = config.kubernetesVersion,
    etcd,
  }: {readonly kubernetes?: string | undefined; readonly etcd?: string | undefined},
  namesEtcd: boolean,
): Target {
  const isOwn = config.etcd.store === undefined;
  return {
    config: {
      ...config,
      kubernetesVersion: kubernetes,
      etcd: etcd === undefined || !isOwn ? config.etcd : {...config.etcd, version: etcd},
    },
    names: {kubernetes, ...(etcd !== undefined && isOwn && namesEtcd ? {etcd} : {})},
  };
}
