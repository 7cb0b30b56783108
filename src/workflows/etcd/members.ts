import type {ClusterConfig} from '../../core/model/config.js';
import type {EtcdOverview} from '../../core/model/etcd-overview.js';
import type {Environment} from '../connect.js';
import {withEtcd} from './managed.js';

/** The members as they are now, each asked on its own host. Only reads, and needs no quorum. */
export const etcdOverview = (config: ClusterConfig, environment: Environment): Promise<EtcdOverview> =>
  withEtcd(config, environment, 'ask its members', ({etcd}) => etcd.overview());
