import type {HostName} from '../../../src/core/cluster/names.js';
import type {HostFacts} from '../../../src/core/cluster/observed.js';
import type {ClusterConfig} from '../../../src/core/config/types.js';
import type {Situation} from '../../../src/core/plan/situation.js';
import {apply} from '../../../src/workflows/apply.js';
import {Scenario} from '../../scenario/run.js';
import type {MemorySite} from '../../support/memory-site.js';
import {TEMPLATES} from '../../support/rendering.js';

/** A cluster in memory that a plan can be made for, before and after it was brought up. */
export class Planned {
  private readonly scenario: Scenario;
  private readonly site: MemorySite;

  constructor(private readonly config: ClusterConfig) {
    this.scenario = new Scenario(config);
    this.site = this.scenario.fresh();
  }

  async broughtUp(): Promise<this> {
    await this.scenario.run(apply, this.site);
    return this;
  }

  /** What there is now, against the configuration with these changes. */
  async situation(changes: Partial<ClusterConfig> = {}, now = new Date()): Promise<Situation> {
    const config = {...this.config, ...changes};
    const {desired, release} = new Scenario(config);
    return {desired, observed: await this.site.observe(this.scenario.desired), release, templates: TEMPLATES, now};
  }
}

/** The same situation, with something else seen on one host. */
export const seeing = (situation: Situation, host: HostName, changes: (facts: HostFacts) => HostFacts): Situation => {
  const facts = situation.observed.hosts.get(host);
  if (facts?.known !== true) throw new Error(`${host} is not known`);
  const hosts = new Map(situation.observed.hosts).set(host, {known: true, value: changes(facts.value)});
  return {...situation, observed: {...situation.observed, hosts}};
};
