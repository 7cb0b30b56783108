import type {ClusterConfig} from '../core/config/types.js';
import {memberLines} from '../core/topology/member-lines.js';
import {type Surroundings, withCluster} from './assembly.js';

/** The etcd members of a living cluster, who leads, and what it can lose: a few lines for people. */
export const memberTable = (config: ClusterConfig, surroundings: Surroundings): Promise<string> =>
  withCluster(config, surroundings, async ({desired, site}) =>
    memberLines(desired.etcd, await site.etcd.state()).join('\n'),
  );
