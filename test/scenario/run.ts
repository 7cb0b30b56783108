import {desire} from '../../src/core/cluster/desire.js';
import type {DesiredCluster} from '../../src/core/cluster/desired.js';
import {sha256} from '../../src/core/cluster/digest.js';
import type {Release} from '../../src/core/components/bundle.js';
import type {ClusterConfig} from '../../src/core/config/types.js';
import {Failure} from '../../src/core/failure.js';
import {sharedSources} from '../../src/core/plan/sources.js';
import {keyStore} from '../../src/io/store/keys.js';
import {converge, type Io, type Outcome} from '../../src/workflows/converge.js';
import type {Flow} from '../../src/workflows/flow.js';
import {type Cut, contentOf, isPowerCut, MemorySite} from '../support/memory-site.js';
import {release, TEMPLATES} from '../support/rendering.js';

/** One cluster of a configuration, in memory. */
export class Scenario {
  readonly desired: DesiredCluster;
  readonly release: Release;

  constructor(config: ClusterConfig) {
    this.desired = desire(config);
    this.release = inMemory(release(config.kubernetesVersion));
  }

  fresh = (): MemorySite => new MemorySite(this.desired, this.release, TEMPLATES);

  run(flow: Flow, site: MemorySite, {dryRun = false} = {}): Promise<Outcome> {
    const io: Io = {
      site,
      keys: situation =>
        keyStore({
          desired: this.desired,
          read: (host, path) => site.host(host).read(path),
          sources: sharedSources(situation.desired, situation.observed),
          now: () => new Date(),
        }),
      report: () => {},
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
        ignorePreflight: [],
        acceptDowntime: false,
      },
      io,
    );
  }

  /**
   * Cuts the power at the changing operations of a run and runs the same command again. Returns each end that differs
   * from the end of a run that was left alone. Hosts in memory cannot tell "sent" from "after", nor "after" one
   * operation from "before" the next: what is left are a cut before the first, in the middle of each, and behind each.
   *
   * @param among which operations, by title; all of them unless said otherwise.
   */
  async everyCut(
    flow: Flow,
    start: MemorySite,
    among: (titles: readonly string[]) => readonly string[] = titles => titles,
  ): Promise<{tried: number; astray: readonly string[]}> {
    const whole = start.reborn();
    await this.run(flow, whole);
    const titles = whole.operations;
    const chosen = new Set(among(titles));
    const cuts: Cut[] = titles.flatMap((title, index): Cut[] =>
      chosen.has(title)
        ? [
            {at: index + 1, when: 'torn'},
            {at: index + 1, when: 'sent'},
          ]
        : [],
    );
    const astray: string[] = [];
    for (const cut of [{at: 1, when: 'before'} as const, ...cuts]) {
      const wrong = await this.recovery(flow, start, cut, whole);
      if (wrong !== undefined) astray.push(`${cut.when} ${titles[cut.at - 1]}: ${wrong}`);
    }
    return {tried: cuts.length + 1, astray};
  }

  private async recovery(flow: Flow, start: MemorySite, cut: Cut, whole: MemorySite): Promise<string | undefined> {
    const dying = start.reborn(cut);
    const died = await this.run(flow, dying).then(() => false, isPowerCut);
    if (!died) return 'the cut did not end the run';
    const risen = dying.reborn();
    try {
      await this.run(flow, risen);
    } catch (error) {
      return `the same command failed: ${error instanceof Failure ? `${error.code} ${error.message}` : String(error)}`;
    }
    if (risen.clustersFormed !== 1) return `${risen.clustersFormed} etcd clusters were formed`;
    if (risen.picture() !== whole.picture()) return 'the run ended in another cluster';
    const again = await this.run(flow, risen.reborn());
    return again.ran ? `the run after that still did: ${again.plan.map(stage => stage.title).join(', ')}` : undefined;
  }
}

/** The release with the digests of what the memory site installs for it. */
const inMemory = (given: Release): Release => ({
  ...given,
  artifacts: new Map([...given.artifacts].map(([name, each]) => [name, {...each, sha256: sha256(contentOf(each))}])),
});
