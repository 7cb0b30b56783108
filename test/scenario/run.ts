import type {Arch, Release} from '../../src/core/artifacts/bundle.js';
import {desire} from '../../src/core/desire.js';
import {Failure} from '../../src/core/failure.js';
import {agreedClusterId} from '../../src/core/identity/subject.js';
import type {ClusterConfig} from '../../src/core/model/config.js';
import type {DesiredCluster} from '../../src/core/model/desired.js';
import {sha256} from '../../src/core/model/digest.js';
import type {HostName} from '../../src/core/model/names.js';
import {sharedSources} from '../../src/core/pki/secret-sources.js';
import type {Plan} from '../../src/core/plan/stage.js';
import {titleOf} from '../../src/core/plan/stages.js';
import {systemClock} from '../../src/io/clock.js';
import {certificateIssuer} from '../../src/io/pki/issuer.js';
import type {Clock} from '../../src/ports/clock.js';
import {converge, type Outcome} from '../../src/workflows/converge.js';
import type {RunDeps, Verb} from '../../src/workflows/verb.js';
import {outOfOrder} from '../core/plan/stage-order.js';
import {release, withArtifacts, withSources} from '../support/builders/release.js';
import {contentOf, type Killed, MemoryCluster, UNMANAGED_ETCD_CLIENT_FILES} from '../support/memory-cluster.js';
import {operatorFiles} from '../support/operator-files.js';
import {TEMPLATES} from '../support/rendering.js';

/** A verb, or the verb that a command chooses for the state of the hosts. */
export type Verbs = Verb | ((cluster: MemoryCluster) => Promise<Verb>);

/** A configuration, and runs with it on clusters in memory. */
export class Scenario {
  readonly desired: DesiredCluster;
  readonly release: Release;

  /**
   * @param desired if it is not what the configuration describes alone.
   * @param arches the architectures that the bundle has.
   */
  constructor(config: ClusterConfig, arches?: readonly Arch[], desired = desire(config)) {
    this.desired = desired;
    const built = inMemory(release(config.kubernetesVersion, config.etcd.version, arches));
    this.release = this.desired.downloads === undefined ? built : withSources(built);
  }

  fresh = (): MemoryCluster => new MemoryCluster(this.desired, this.release, TEMPLATES);

  /** A copy of the hosts that another configuration left, with this configuration. */
  over = (left: MemoryCluster): MemoryCluster =>
    new MemoryCluster(this.desired, this.release, TEMPLATES, left.world.clone());

  async run(
    asked: Verbs,
    cluster: MemoryCluster,
    {
      dryRun = false,
      ignorePreflight = [],
      limit,
      acceptDowntime = false,
      verify = async () => {},
      report = () => {},
      now = () => new Date(),
    }: RunOptions = {},
  ): Promise<Outcome> {
    const deps: RunDeps = {
      cluster: cluster,
      keys: input =>
        certificateIssuer({
          desired: this.desired,
          read: (host, path) => cluster.host(host).read(path),
          sources: sharedSources(input.desired, input.observed),
          clusterId: agreedClusterId(this.desired, input.observed.hosts),
          home: this.desired.pki.directory === undefined ? undefined : cluster.caHome,
          now,
          store: async () => UNMANAGED_ETCD_CLIENT_FILES,
        }),
      caHome: this.desired.pki.directory === undefined ? undefined : cluster.caHome,
      operatorFiles: async () => operatorFiles(this.desired.registries),
      verify,
      report,
      clock: {...impatient(), now},
      signal: new AbortController().signal,
    };
    const verb = typeof asked === 'function' ? await asked(cluster) : asked;
    const outcome = await converge(
      verb,
      {
        desired: this.desired,
        release: this.release,
        templates: TEMPLATES,
        dryRun,
        ignorePreflight,
        limit,
        acceptDowntime,
      },
      deps,
    );
    const misplaced = parts(outcome.plan).flatMap(outOfOrder);
    if (misplaced.length > 0) throw new Error(`not in the order of STAGES: ${misplaced.join(', ')}`);
    return outcome;
  }

  /**
   * Kills a run at each of its changing operations and runs the same command again. Returns the kills after which the
   * cluster differs from that of an undisturbed run. In memory the end of one operation is the start of the next, so the
   * kills are: before the first operation, in the middle of each, and after each.
   *
   * @param among selects operations by their text; all by default.
   */
  async everyKill(
    verb: Verbs,
    start: MemoryCluster,
    {among = titles => titles, powerCut = false, slowStart = true}: KillOptions = {},
  ): Promise<{readonly tried: number; readonly diverged: readonly string[]}> {
    const kills: Killed[] = [];
    const undisturbed = start.newProcess().watched(killed => kills.push(killed));
    await this.run(verb, undisturbed);
    const again = await this.run(verb, undisturbed.newProcess());
    const chosen = new Set(among(undisturbed.operations));
    const tried = kills.filter(({operation, when}) => when === 'before' || chosen.has(operation));
    const diverged: string[] = again.ran ? ['the run after the undisturbed one still changed something'] : [];
    for (const {when, operation, left} of tried) {
      if (powerCut) left.world.powerCycle();
      else if (slowStart && when === 'sent') warmingUp(operation, left);
      const wrong = await this.recovery(verb, left, {cluster: undisturbed, judged: judgement(again)});
      if (wrong !== undefined) diverged.push(`${when} ${operation}: ${wrong}`);
    }
    return {tried: tried.length, diverged};
  }

  private async recovery(
    verb: Verbs,
    left: MemoryCluster,
    undisturbed: {readonly cluster: MemoryCluster; readonly judged: string},
  ): Promise<string | undefined> {
    let judged: string;
    try {
      // A run fails if a second plan at its end is not empty.
      judged = judgement(await this.run(verb, left));
    } catch (error) {
      return `the same command failed: ${error instanceof Failure ? `${error.code} ${error.message}` : String(error)}`;
    }
    const {bootstrapCount} = left.world;
    if (bootstrapCount !== (this.desired.unmanagedEtcd ? 0 : 1)) return `etcd was bootstrapped ${bootstrapCount} times`;
    if (left.world.picture() !== undisturbed.cluster.world.picture()) return 'the cluster differs';
    return judged === undisturbed.judged ? undefined : `the diagnosis differs: ${judged}, not ${undisturbed.judged}`;
  }
}

/** What the diagnosis at the end of a run says of the cluster: its quorum, and each finding by code and host. */
function judgement({diagnosis}: Outcome): string {
  if (diagnosis === undefined) return 'not diagnosed';
  const {quorate, voters, healthy} = diagnosis.verdict;
  const found = diagnosis.findings.map(({code, host}) => [code, host ?? ''].join(' ').trim()).toSorted();
  return `quorate: ${quorate}, ${healthy} of ${voters}; ${found.join(', ') || 'no findings'}`;
}

function warmingUp(operation: string, {warmingUp: servers}: MemoryCluster): void {
  const [, host, units = ''] = /^(\S+): run (.*)$/.exec(operation) ?? [];
  for (const unit of units.split(' '))
    if (unit === 'etcd.service' || unit === 'kube-apiserver.service') servers.set(`${host} ${unit}`, SLOW_READS);
}

const SLOW_READS = 3;

/** Pauses pass at once: in memory nothing happens meanwhile. */
function impatient(): Clock {
  let skipped = 0;
  return {
    ...systemClock,
    monotonicMs: () => systemClock.monotonicMs() + skipped,
    pause: async ms => {
      skipped += ms;
      await new Promise(resolve => setImmediate(resolve));
    },
  };
}

interface RunOptions {
  readonly dryRun?: boolean;
  readonly ignorePreflight?: readonly string[];
  readonly limit?: readonly HostName[];
  readonly acceptDowntime?: boolean;
  readonly verify?: RunDeps['verify'];
  readonly report?: RunDeps['report'];
  readonly now?: () => Date;
}

interface KillOptions {
  readonly among?: (titles: readonly string[]) => readonly string[];
  /**
   * A server that the killed run started does not serve yet when the next run observes it. Not during the bootstrap of
   * etcd: in memory it has a leader as soon as its members run, and an etcd that does not respond is not forming.
   */
  readonly slowStart?: boolean;
  /** The hosts lose power at the same moment, and boot before the next run. */
  readonly powerCut?: boolean;
}

/** The release with the digests of the files that the cluster in memory installs. */
const inMemory = (given: Release): Release =>
  withArtifacts(given, each => ({...each, sha256: sha256(contentOf(each))}));

/** A repair of etcd, and what was planned after it; any other plan is one part. */
function parts(plan: Plan): readonly Plan[] {
  const isRepair = plan.some(({title}) => title === titleOf('repair-etcd'));
  const end = isRepair ? plan.findIndex(({actions}) => actions.some(({kind}) => kind === 'etcd/await-leader')) + 1 : 0;
  return [plan.slice(0, end), plan.slice(end)];
}
