import type {ClusterConfig} from '../core/model/config.js';
import {memberLines} from '../core/quorum/member-table.js';
import {type Environment, withCluster} from './session.js';

/** The etcd members of a living cluster, who leads, and what it can lose: a few lines for people. */
export const memberTable = (config: ClusterConfig, surroundings: Environment): Promise<string> =>
  withCluster(config, surroundings, async ({desired, cluster}) =>
    memberLines(desired.etcd, await cluster.etcd.state()).join('\n'),
  );
