import type {ClusterConfig} from '../../../src/core/model/config.js';
import type {HostName} from '../../../src/core/model/names.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import type {PlanInput} from '../../../src/core/plan/input.js';
import {apply} from '../../../src/workflows/apply.js';
import {Scenario} from '../../scenario/run.js';
import type {MemoryCluster} from '../../support/memory-site.js';
import {TEMPLATES} from '../../support/rendering.js';

/** A cluster in memory that a plan can be made for, before and after it was brought up. */
export class Planned {
  private readonly scenario: Scenario;
  private readonly site: MemoryCluster;

  constructor(private readonly config: ClusterConfig) {
    this.scenario = new Scenario(config);
    this.site = this.scenario.fresh();
  }

  async broughtUp(): Promise<this> {
    await this.scenario.run(apply, this.site);
    return this;
  }

  /** What there is now, against the configuration with these changes. */
  async input(changes: Partial<ClusterConfig> = {}, now = new Date()): Promise<PlanInput> {
    const config = {...this.config, ...changes};
    const {desired, release} = new Scenario(config);
    return {desired, observed: await this.site.observe(this.scenario.desired), release, templates: TEMPLATES, now};
  }
}

/** The same situation, with something else seen on one host. */
export const seeing = (input: PlanInput, host: HostName, changes: (facts: HostFacts) => HostFacts): PlanInput => {
  const facts = input.observed.hosts.get(host);
  if (facts?.known !== true) throw new Error(`${host} is not known`);
  const hosts = new Map(input.observed.hosts).set(host, {known: true, value: changes(facts.value)});
  return {...input, observed: {...input.observed, hosts}};
};
