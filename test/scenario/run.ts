import {desire} from '../../src/core/desire.js';
import {Failure} from '../../src/core/failure.js';
import {agreedClusterId} from '../../src/core/identity/subject.js';
import type {ClusterConfig} from '../../src/core/model/config.js';
import type {DesiredCluster} from '../../src/core/model/desired.js';
import {sha256} from '../../src/core/model/digest.js';
import {unknown} from '../../src/core/model/fact.js';
import {sharedSources} from '../../src/core/plan/secret-sources.js';
import type {Release} from '../../src/core/versions/bundle.js';
import {systemClock} from '../../src/io/clock.js';
import {certificateIssuer} from '../../src/io/pki/issuer.js';
import {converge, type Outcome} from '../../src/workflows/converge.js';
import type {RunDeps, Verb} from '../../src/workflows/verb.js';
import {contentOf, type Killed, MemoryCluster, UNMANAGED_ETCD_CLIENT_FILES} from '../support/memory-site.js';
import {release, TEMPLATES} from '../support/rendering.js';

/** One cluster of a configuration, in memory. */
export class Scenario {
  readonly desired: DesiredCluster;
  readonly release: Release;

  constructor(config: ClusterConfig) {
    this.desired = desire(config);
    this.release = inMemory(release(config.kubernetesVersion, config.etcd.version));
  }

  fresh = (): MemoryCluster => new MemoryCluster(this.desired, this.release, TEMPLATES);

  /** The hosts of another configuration, as they were left, under this one. */
  over = (left: MemoryCluster): MemoryCluster =>
    new MemoryCluster(this.desired, this.release, TEMPLATES, left.world.clone());

  run(
    flow: Verb,
    site: MemoryCluster,
    {dryRun = false, ignorePreflight = [], verify = async () => {}, report = () => {}}: RunOptions = {},
  ): Promise<Outcome> {
    const io: RunDeps = {
      cluster: site,
      keys: situation =>
        certificateIssuer({
          desired: this.desired,
          read: (host, path) => site.host(host).read(path),
          sources: sharedSources(situation.desired, situation.observed),
          clusterId: agreedClusterId(this.desired, situation.observed.hosts),
          now: () => new Date(),
          store: async () => UNMANAGED_ETCD_CLIENT_FILES,
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
      clock: systemClock,
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
    flow: Verb,
    start: MemoryCluster,
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

  private async recovery(flow: Verb, left: MemoryCluster, whole: MemoryCluster): Promise<string | undefined> {
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

function warmingUp(operation: string, {warmingUp: servers}: MemoryCluster): void {
  const [, host, units = ''] = /^(\S+): run (.*)$/.exec(operation) ?? [];
  for (const unit of units.split(' '))
    if (unit === 'etcd.service' || unit === 'kube-apiserver.service') servers.set(`${host} ${unit}`, LOOKS);
}

const LOOKS = 3;

interface RunOptions {
  readonly dryRun?: boolean;
  readonly ignorePreflight?: readonly string[];
  readonly verify?: RunDeps['verify'];
  readonly report?: RunDeps['report'];
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
