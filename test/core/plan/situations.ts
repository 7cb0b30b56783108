import type {ClusterConfig} from '../../../src/core/model/config.js';
import type {HostName} from '../../../src/core/model/names.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import type {PlanInput} from '../../../src/core/plan/input.js';
import {planCluster} from '../../../src/core/plan/plan.js';
import type {Plan} from '../../../src/core/plan/stage.js';
import {apply} from '../../../src/workflows/apply.js';
import {Scenario} from '../../scenario/run.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {TEMPLATES} from '../../support/rendering.js';
import {outOfOrder} from './stage-order.js';

/** An in-memory cluster with plans for it, before and after it was built. */
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

  /** The cluster as it is now, with these changes of the configuration. */
  async input(changes: Partial<ClusterConfig> = {}, now = new Date()): Promise<PlanInput> {
    const config = {...this.config, ...changes};
    const {desired, release} = new Scenario(config);
    return {desired, observed: await this.site.observed(this.scenario.desired), release, templates: TEMPLATES, now};
  }
}

/** The same input, with changed facts of one host. */
export const seeing = (input: PlanInput, host: HostName, changes: (facts: HostFacts) => HostFacts): PlanInput => {
  const facts = input.observed.hosts.get(host);
  if (facts?.known !== true) throw new Error(`${host} is not known`);
  const hosts = new Map(input.observed.hosts).set(host, {known: true, value: changes(facts.value)});
  return {...input, observed: {...input.observed, hosts}};
};

/** The plan, after a check that its stages are in the order of STAGES. */
export function planOf(input: PlanInput): Plan {
  const plan = planCluster(input);
  const misplaced = outOfOrder(plan);
  if (misplaced.length > 0) throw new Error(`not in the order of STAGES: ${misplaced.join(', ')}`);
  return plan;
}
