import {desire} from '../../src/core/cluster/desire.js';
import type {DesiredCluster} from '../../src/core/cluster/desired.js';
import {sha256} from '../../src/core/cluster/digest.js';
import {unknown} from '../../src/core/cluster/fact.js';
import type {Release} from '../../src/core/components/bundle.js';
import type {ClusterConfig} from '../../src/core/config/types.js';
import {Failure} from '../../src/core/failure.js';
import {agreedClusterId} from '../../src/core/identity/subject.js';
import {sharedSources} from '../../src/core/plan/sources.js';
import {keyStore} from '../../src/io/store/keys.js';
import {converge, type Outcome} from '../../src/workflows/converge.js';
import type {Flow} from '../../src/workflows/flow.js';
import type {Io} from '../../src/workflows/input.js';
import {contentOf, type Killed, MemorySite, STORE_CLIENT} from '../support/memory-site.js';
import {release, TEMPLATES} from '../support/rendering.js';

/** One cluster of a configuration, in memory. */
export class Scenario {
  readonly desired: DesiredCluster;
  readonly release: Release;

  constructor(config: ClusterConfig) {
    this.desired = desire(config);
    this.release = inMemory(release(config.kubernetesVersion, config.etcd.version));
  }

  fresh = (): MemorySite => new MemorySite(this.desired, this.release, TEMPLATES);

  /** The hosts of another configuration, as they were left, under this one. */
  over = (left: MemorySite): MemorySite => new MemorySite(this.desired, this.release, TEMPLATES, left.world.clone());

  run(
    flow: Flow,
    site: MemorySite,
    {dryRun = false, ignorePreflight = [], verify = async () => {}, report = () => {}}: RunOptions = {},
  ): Promise<Outcome> {
    const io: Io = {
      site,
      keys: situation =>
        keyStore({
          desired: this.desired,
          read: (host, path) => site.host(host).read(path),
          sources: sharedSources(situation.desired, situation.observed),
          clusterId: agreedClusterId(this.desired, situation.observed.hosts),
          now: () => new Date(),
          store: async () => STORE_CLIENT,
        }),
      verify,
      examine: async () => ({
        observed: await site.observe(this.desired),
        members: new Map(),
        hosts: new Map(),
        links: [],
        kube: unknown('not asked here'),
      }),
      report,
      now: () => new Date(),
      signal: new AbortController().signal,
    };
    return converge(
      flow,
      {
        desired: this.desired,
        release: this.release,
        templates: TEMPLATES,
        dryRun,
        ignorePreflight,
        acceptDowntime: false,
      },
      io,
    );
  }

  /**
   * Kills a run at each of its changing operations and runs the same command again. Returns each end that differs from
   * the end of a run that was left alone. Hosts in memory cannot tell "sent" from "after", nor "after" one operation
   * from "before" the next: what is left are a kill before the first, in the middle of each, and behind each.
   *
   * @param among which operations, by title; all of them unless said otherwise.
   */
  async everyKill(
    flow: Flow,
    start: MemorySite,
    {among = titles => titles, powerCut = false, slowly = true}: KillOptions = {},
  ): Promise<{readonly tried: number; readonly astray: readonly string[]}> {
    const kills: Killed[] = [];
    const whole = start.reborn().watched(killed => kills.push(killed));
    await this.run(flow, whole);
    const again = await this.run(flow, whole.reborn());
    const chosen = new Set(among(whole.operations));
    const tried = kills.filter(({operation, when}) => when === 'before' || chosen.has(operation));
    const astray: string[] = again.ran ? ['the run after the whole one still did something'] : [];
    for (const {when, operation, left} of tried) {
      if (powerCut) left.world.powerCycle();
      else if (slowly && when === 'sent') warmingUp(operation, left);
      const wrong = await this.recovery(flow, left, whole);
      if (wrong !== undefined) astray.push(`${when} ${operation}: ${wrong}`);
    }
    return {tried: tried.length, astray};
  }

  private async recovery(flow: Flow, left: MemorySite, whole: MemorySite): Promise<string | undefined> {
    try {
      // It ends with a second look of its own: a plan that is not empty then is a failure.
      await this.run(flow, left);
    } catch (error) {
      return `the same command failed: ${error instanceof Failure ? `${error.code} ${error.message}` : String(error)}`;
    }
    const {clustersFormed} = left.world;
    if (clustersFormed !== (this.desired.store ? 0 : 1)) return `${clustersFormed} etcd clusters were formed`;
    return left.world.picture() === whole.world.picture() ? undefined : 'the run ended in another cluster';
  }
}

function warmingUp(operation: string, {warmingUp: servers}: MemorySite): void {
  const [, host, units = ''] = /^(\S+): run (.*)$/.exec(operation) ?? [];
  for (const unit of units.split(' '))
    if (unit === 'etcd.service' || unit === 'kube-apiserver.service') servers.set(`${host} ${unit}`, LOOKS);
}

const LOOKS = 3;

interface RunOptions {
  readonly dryRun?: boolean;
  readonly ignorePreflight?: readonly string[];
  readonly verify?: Io['verify'];
  readonly report?: Io['report'];
}

interface KillOptions {
  readonly among?: (titles: readonly string[]) => readonly string[];
  /**
   * A server that the killed run has started does not serve yet when the next one looks. Not while etcd forms: in memory
   * it has a leader as soon as its members have started, and one that cannot be asked is no longer forming.
   */
  readonly slowly?: boolean;
  /** The hosts lose power at the same moment, and come back before the next run. */
  readonly powerCut?: boolean;
}

/** The release with the digests of what the memory site installs for it. */
const inMemory = (given: Release): Release => ({
  ...given,
  artifacts: new Map([...given.artifacts].map(([name, each]) => [name, {...each, sha256: sha256(contentOf(each))}])),
});
