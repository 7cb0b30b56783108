import type {ClusterConfig} from '../../../src/core/model/config.js';
import {sha256} from '../../../src/core/model/digest.js';
import type {HostName} from '../../../src/core/model/names.js';
import {MemoryCluster} from '../../support/memory-cluster.js';
import {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import {TEMPLATES} from '../../support/rendering.js';
import {Scenario} from '../run.js';

/** What a person has: the file on the own machine, and the hosts. */
export interface Situation {
  readonly file: ClusterConfig;
  /** It is never changed: who changes something copies it. */
  readonly world: MemoryWorld;
  /** Machines that cannot be started again. Every other machine that is off can be. */
  readonly lost: ReadonlySet<HostName>;
}

const scenarios = new Map<string, {readonly scenario: Scenario; readonly cluster: MemoryCluster}>();

/** A configuration on a copy of the hosts. What is rendered from the configuration is rendered once. */
export function opened(file: ClusterConfig, world: MemoryWorld): {scenario: Scenario; cluster: MemoryCluster} {
  const key = JSON.stringify(file);
  const known = scenarios.get(key) ?? prepared(file);
  scenarios.set(key, known);
  const copy = world.clone();
  for (const {name, address} of file.hosts)
    if (!copy.disks.has(name)) copy.disks.set(name, new MemoryDisk(name, address));
  return {scenario: known.scenario, cluster: known.cluster.newProcess(copy)};
}

function prepared(file: ClusterConfig) {
  const scenario = new Scenario(file);
  return {scenario, cluster: new MemoryCluster(scenario.desired, scenario.release, TEMPLATES)};
}

/** Equal for situations in which every command does the same. */
export const digestOf = ({file, world, lost}: Situation): string =>
  sha256(
    JSON.stringify([
      file,
      world.picture(),
      [...world.unreachable].sort(),
      [...world.unresponsive].sort(),
      [...world.broken].sort(),
      [...lost].sort(),
    ]),
  );
