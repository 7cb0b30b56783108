import type {ClusterConfig} from '../core/model/config.js';
import {memberLines} from '../core/quorum/member-table.js';
import type {Environment} from './connect.js';
import {withCluster} from './session.js';

/** The etcd members of a running cluster, their roles and the failure tolerance, as lines of text. */
export const memberTable = (config: ClusterConfig, environment: Environment): Promise<string> =>
  withCluster(config, environment, async ({desired, cluster}) =>
    memberLines(desired.etcd, await cluster.etcd.state()).join('\n'),
  );
