import {createReadStream} from 'node:fs';
import {join} from 'node:path';
import type {Artifact} from '../../core/artifacts/bundle.js';
import {hostArch} from './arch.js';
import {compile} from './compile.js';
import {prepareWorkspace, type Workspace} from './go/workspace.js';
import {type ImageArchive, imageArchive, writeLayer} from './image/archive.js';
import {debianLayer} from './image/debian.js';
import {workFolder} from './leftovers.js';
import {pack} from './pack.js';
import {type ModuleSource, type Product, titleOf} from './product.js';
import type {Tracker} from './tracker.js';

export interface BuildSite {
  /** Path of the Go command. */
  readonly go: string;
  /** The bundle directory. */
  readonly directory: string;
  readonly progress: Tracker;
  /** Called for each artifact that is in the bundle directory. */
  readonly keep: (product: Product, artifact: Artifact) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Builds one product after another; each is packed while the next one is compiled. */
export const buildLane = async (lane: readonly Product[], site: BuildSite): Promise<void> => {
  const workspaceOf = workspaces(site);
  const packing: Promise<void>[] = [];
  try {
    for (const product of lane) {
      site.progress.begin(product);
      const program = await compile(site.go, product, await workspaceOf(product.source), site.signal);
      packing.push(finish(product, program, site));
    }
  } finally {
    // Also after a failure: compiled programs are kept.
    await Promise.allSettled(packing);
  }
  await Promise.all(packing);
};

/** One workspace for each module, prepared at the first use. */
const workspaces = ({go, directory, signal}: BuildSite): ((source: ModuleSource) => Promise<Workspace>) => {
  const prepared = new Map<string, Workspace>();
  return async source => {
    const name = `${source.path}@${source.version}`.replaceAll('/', '-');
    const workspace =
      prepared.get(name) ?? (await prepareWorkspace(go, source, join(workFolder(directory), name), signal));
    prepared.set(name, workspace);
    return workspace;
  };
};

const finish = async (product: Product, program: string, site: BuildSite): Promise<void> => {
  if (product.image === undefined) {
    await site.keep(product, await pack(product, createReadStream(program), site.directory));
  } else {
    const {content, ...image} = await archiveOf(product, program, site.signal);
    await site.keep(product, await pack(product, content, site.directory, image));
  }
  site.progress.done(product);
};

const archiveOf = async (product: Product, program: string, signal: AbortSignal): Promise<ImageArchive> => {
  const shape = product.image!;
  const [below, layer] = [`${program}.debian.tar`, `${program}.tar`];
  await writeLayer(program, shape, layer);
  if (shape.debian !== undefined) await debianLayer(shape.debian, titleOf(product), below, signal);
  return imageArchive(shape, hostArch(), shape.debian === undefined ? [layer] : [below, layer]);
};
