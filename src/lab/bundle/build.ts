import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Artifact, Bundle} from '../../core/artifacts/bundle.js';
import {type VersionChoice, versionsFor} from '../../core/artifacts/catalog.js';
import {MANIFEST} from '../../io/bundle/manifest.js';
import {publish} from '../../io/bundle/publish.js';
import {makeParents} from '../../io/bundle/unfinished.js';
import {findGo} from './go/toolchain.js';
import {buildLane} from './lane.js';
import {ledger} from './ledger.js';
import {removeLeftovers, workFolder} from './leftovers.js';
import type {Product} from './product.js';
import {productLanes} from './products/index.js';
import {type BuildReport, type BuildTime, tracker} from './tracker.js';

export interface BuildOptions extends VersionChoice {
  /** The bundle directory. */
  readonly directory: string;
  readonly report: BuildReport;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export interface BuildResult {
  readonly bundle: Bundle;
  /** What this run built; the rest existed already. */
  readonly built: readonly BuildTime[];
}

/**
 * Builds what a bundle directory lacks of the chosen versions, from Go modules. An interrupted build keeps what is
 * built, and nothing is built twice.
 * @throws Failure bundle/needs-go, bundle/module, bundle/command, bundle/wrong-version, lab/packages, interrupted/by-user
 */
export const buildBundle = async (options: BuildOptions): Promise<BuildResult> => {
  const lanes = productLanes(versionsFor(options));
  const products = lanes.flat();
  const kept = ledger(options.directory);
  const found = await Promise.all(products.map(product => kept.find(product)));
  const artifacts = new Map<Product, Artifact>();
  for (const [index, artifact] of found.entries()) if (artifact) artifacts.set(products[index]!, artifact);
  const due = lanes.map(lane => lane.filter(product => !artifacts.has(product)));

  const keep = async (product: Product, artifact: Artifact): Promise<void> => {
    await kept.note(product, artifact);
    artifacts.set(product, artifact);
  };
  const built = due.flat().length === 0 ? [] : await buildAll(due, options, keep);
  return {
    built,
    bundle: await publish(
      options.directory,
      products.map(product => artifacts.get(product)!),
    ),
  };
};

const buildAll = async (
  lanes: readonly (readonly Product[])[],
  {directory, report, env = process.env, signal}: BuildOptions,
  keep: (product: Product, artifact: Artifact) => Promise<void>,
): Promise<readonly BuildTime[]> => {
  const go = await findGo(env);
  const {installLabPackages} = await import('../hosts/packages.js');
  await installLabPackages(report);
  await makeParents(join(directory, MANIFEST));
  await removeLeftovers(directory);
  const progress = tracker(lanes.flat(), report);
  // A failure of one lane ends the other one too.
  const failing = new AbortController();
  const ending = signal === undefined ? failing.signal : AbortSignal.any([signal, failing.signal]);
  const fail = (error: unknown): void => failing.abort(error);
  try {
    const site = {go, directory, progress, keep, signal: ending};
    await Promise.all(lanes.map(lane => buildLane(lane, site).catch(fail)));
    if (failing.signal.aborted) throw failing.signal.reason;
  } finally {
    progress.end();
    await rm(workFolder(directory), {recursive: true, force: true});
  }
  return progress.times();
};
