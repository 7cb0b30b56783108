import {expect} from 'vitest';
import {type Replacement, withSuccessor} from '../../src/core/config/replacement.js';
import {desire} from '../../src/core/desire.js';
import type {ClusterConfig} from '../../src/core/model/config.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {partsOf, replacementVerb} from '../../src/workflows/replacement.js';
import {MemoryCluster} from '../support/memory-cluster.js';
import {MemoryWorld} from '../support/memory-world.js';
import {TEMPLATES} from '../support/rendering.js';
import {Scenario, type Verbs} from './run.js';

export const to = (old: string, name: string, address?: string): Replacement => ({
  old: hostName(old),
  name: hostName(name),
  ...(address === undefined ? {} : {address}),
});

interface Flags {
  readonly acceptDowntime?: boolean;
  readonly acceptReducedTolerance?: boolean;
}

/** A cluster, and the command that replaces a host of it. */
export class Replacing {
  readonly parts;
  readonly scenario: Scenario;
  readonly wanted: Scenario;
  started = 0;

  constructor(
    private readonly config: ClusterConfig,
    readonly replacement: Replacement,
    private readonly flags: Flags = {},
  ) {
    this.parts = partsOf(config, replacement);
    this.scenario = new Scenario(this.parts.wanted, undefined, this.parts.desired);
    this.wanted = new Scenario(this.parts.wanted);
  }

  /** The cluster before, with the new machine beside it. */
  async built(): Promise<MemoryCluster> {
    const before = new Scenario(this.config);
    const all = desire(withSuccessor(this.config, this.replacement));
    const cluster = new MemoryCluster(before.desired, before.release, TEMPLATES, MemoryWorld.empty(all));
    await before.run(apply, cluster);
    cluster.world.pods.set('shop/web', {node: this.replacement.old});
    return this.scenario.over(cluster);
  }

  /** As a new process chooses it. */
  verb: Verbs = async cluster => {
    const {observed} = await cluster.observe(this.parts.desired, 'plan');
    const options = {acceptDowntime: false, acceptReducedTolerance: false, drainSeconds: 300, ...this.flags};
    const begin = async () => void this.started++;
    return replacementVerb({...options, replacement: this.replacement, begin}, this.parts, observed);
  };

  run = (cluster: MemoryCluster, options = {}) =>
    this.scenario.run(this.verb, cluster, {acceptDowntime: this.flags.acceptDowntime ?? false, ...options});

  /** The old host is gone, the new one is there, and nothing is left to do with the final file. */
  async expectReplaced({world}: MemoryCluster): Promise<void> {
    const {old, name} = this.replacement;
    const names = this.parts.wanted.hosts.map(host => host.name);
    const {desired} = this.wanted;
    expect(world.membership!.members.map(({host, learner}) => [host, learner]).sort()).toEqual(
      desired.etcd.map(({host}) => [host, false]).sort(),
    );
    expect([...world.nodes.keys()].sort()).toEqual(desired.nodes.map(({host}) => host).sort());
    if (old !== name && !world.unreachable.has(old)) expect(world.disk(old).owned.size).toBe(0);
    for (const host of names) expect(world.disk(host).owned.size).toBeGreaterThan(0);
    expect(await this.wanted.run(apply, this.wanted.over({world} as MemoryCluster))).toMatchObject({ran: false});
  }
}
