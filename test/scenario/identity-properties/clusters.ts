import type {ClusterConfig, HostConfig, Role} from '../../../src/core/model/config.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import {clusterConfig} from '../../support/builders/config.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import {Scenario} from '../run.js';

/** Three independent clusters. The first two have the same name and are never in one case. */
export type Base = 'stacked' | 'external' | 'staging';

const some = (topology: ClusterConfig['topology'], wanted: RegExp) =>
  clusterConfig(topology).hosts.filter(({name}) => wanted.test(name));
const named = (name: string, hosts: ClusterConfig['hosts'], topology: ClusterConfig['topology'] = 'stacked') =>
  clusterConfig(topology, {name, endpoint: {host: `api.${name}.test`, port: 6443}, hosts});

const [cp1, w1] = [some('stacked', /^cp1$/)[0]!, some('stacked', /^w1$/)[0]!];

export const host = (name: string, address: string, ...roles: readonly Role[]): HostConfig => ({
  ...cp1,
  name: hostName(name),
  address,
  roles,
});

export const CONFIGS: Readonly<Record<Base, ClusterConfig>> = {
  stacked: named('production', some('stacked', /./)),
  external: named('production', some('external', /^(etcd\d|cp1|w1)$/), 'external'),
  staging: named('staging', [host('s1', '10.0.1.11', 'control-plane'), {...w1, ...host('sw1', '10.0.1.21', 'worker')}]),
};

/** The cluster whose hosts are copied into the configuration by mistake. */
export const neighbour = (base: Base): Base => (base === 'staging' ? 'stacked' : 'staging');

/** A machine of a cluster, by the name under which it joined. */
export interface Machine {
  readonly cluster: Base;
  readonly host: HostName;
}

const building = new Map<Base, Promise<MemoryWorld>>();

/** The cluster as `apply` builds it. Each call returns a copy. */
export async function built(base: Base): Promise<MemoryWorld> {
  const world = building.get(base) ?? build(base);
  building.set(base, world);
  return (await world).clone();
}

async function build(base: Base): Promise<MemoryWorld> {
  const scenario = new Scenario(CONFIGS[base]);
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  return cluster.world;
}
