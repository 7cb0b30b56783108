import {createReadStream} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Artifact, Bundle} from '../../core/components/bundle.js';
import {hostArch} from './arch.js';
import {compile} from './compile.js';
import {findGo} from './go/toolchain.js';
import {prepareWorkspace, type Workspace} from './go/workspace.js';
import {imageArchive, writeLayer} from './image/archive.js';
import {debianLayer} from './image/debian.js';
import {removeLeftovers, workFolder} from './leftovers.js';
import {type Ledger, ledger} from './ledger.js';
import {pack} from './pack.js';
import {type Product, titleOf} from './product.js';
import {productLanes} from './products/index.js';
import {publish} from './publish.js';
import {type BuildReport, type Tracker, tracker} from './tracker.js';
import {type VersionChoice, versionsFor} from './versions.js';

export interface BuildOptions extends VersionChoice {
  /** The bundle folder. */
  readonly directory: string;
  readonly report: BuildReport;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export interface BuildResult {
  readonly bundle: Bundle;
  /** What this run built and how many seconds each took; the rest was there. */
  readonly built: readonly {readonly component: string; readonly name: string; readonly seconds: number}[];
}

/**
 * Makes what a bundle folder lacks of the wanted versions, from Go modules. Whatever has been built stays when the build
 * is interrupted, and nothing is built twice.
 * @throws Failure bundle/needs-go, bundle/module, bundle/command, bundle/wrong-version, lab/packages
 */
export const buildBundle = async ({
  directory,
  report,
  env = process.env,
  signal,
  ...choice
}: BuildOptions): Promise<BuildResult> => {
  const lanes = productLanes(versionsFor(choice));
  const built = ledger(directory);
  const found = new Map<Product, Artifact>();
  for (const product of lanes.flat()) {
    const artifact = await built.find(product);
    if (artifact !== undefined) found.set(product, artifact);
  }
  const due = lanes.map(lane => lane.filter(product => !found.has(product)));
  const times = due.flat().length === 0 ? [] : await buildAll(due, {directory, report, env, built, found, signal});
  return {
    bundle: await publish(
      directory,
      lanes.flat().map(product => found.get(product)!),
    ),
    built: times,
  };
};

interface Site {
  readonly directory: string;
  readonly report: BuildReport;
  readonly env: NodeJS.ProcessEnv;
  readonly built: Ledger;
  readonly found: Map<Product, Artifact>;
  readonly signal: AbortSignal | undefined;
}

const buildAll = async (lanes: readonly (readonly Product[])[], site: Site): Promise<BuildResult['built']> => {
  const {installLabPackages} = await import('../hosts/packages.js');
  const go = await findGo(site.env);
  await removeLeftovers(site.directory);
  await installLabPackages(site.report);
  const progress = tracker(lanes.flat(), site.report);
  // One lane's failure ends the other one too.
  const failing = new AbortController();
  const signal = site.signal === undefined ? failing.signal : AbortSignal.any([site.signal, failing.signal]);
  const outcomes = await Promise.allSettled(
    lanes.map(lane =>
      buildLane(lane, go, progress, {...site, signal}).catch(error => {
        failing.abort(error);
        throw error;
      }),
    ),
  );
  progress.end();
  const failed = outcomes.find(outcome => outcome.status === 'rejected');
  if (failed !== undefined) throw failing.signal.reason;
  await rm(workFolder(site.directory), {recursive: true, force: true});
  return progress.times();
};

/** One program after the other; each is packed while the next one is compiled. */
const buildLane = async (lane: readonly Product[], go: string, progress: Tracker, site: Site): Promise<void> => {
  const workspaces = new Map<string, Workspace>();
  const packing: Promise<void>[] = [];
  for (const product of lane) {
    progress.begin(product);
    const workspace = await workspaceOf(product, workspaces, go, site);
    const program = await compile(go, product, workspace, site.signal);
    const packed = finish(product, program, site).then(() => progress.done(product));
    // Awaited below; a failure must not go unheard in the meantime.
    packed.catch(() => {});
    packing.push(packed);
  }
  await Promise.all(packing);
};

const workspaceOf = async (
  {source}: Product,
  workspaces: Map<string, Workspace>,
  go: string,
  {directory, signal}: Site,
): Promise<Workspace> => {
  const name = `${source.path}@${source.version}`.replaceAll('/', '-');
  const workspace =
    workspaces.get(name) ?? (await prepareWorkspace(go, source, join(workFolder(directory), name), signal));
  workspaces.set(name, workspace);
  return workspace;
};

const finish = async (product: Product, program: string, {directory, built, found, signal}: Site): Promise<void> => {
  const content = product.image === undefined ? createReadStream(program) : await image(product, program, signal);
  const artifact = await pack(product, content, directory);
  await built.note(product, artifact);
  found.set(product, artifact);
};

const image = async (product: Product, program: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
  const shape = product.image!;
  const [below, layer] = [`${program}.debian.tar`, `${program}.tar`];
  await writeLayer(program, shape, layer);
  if (shape.debian !== undefined) await debianLayer(shape.debian, titleOf(product), below, signal);
  return imageArchive(shape, hostArch(), shape.debian === undefined ? [layer] : [below, layer]);
};
