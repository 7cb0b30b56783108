import {
  ARCHES,
  type Arch,
  type Artifact,
  type Bundle,
  type ComponentName,
  type FileSource,
} from '../../../core/artifacts/bundle.js';
import {versionsFor} from '../../../core/artifacts/catalog.js';
import {completeVersionsOf} from '../../../core/artifacts/complete.js';
import {isImage, REQUIRED} from '../../../core/artifacts/required.js';
import {type UpstreamFile, upstreamFiles} from '../../../core/artifacts/upstream.js';
import type {Member} from './archive.js';

/** A file that upstream releases, with the artifacts of the bundle that it consists of. */
export interface ReleasedFile {
  readonly file: UpstreamFile;
  /** The content itself, of a file that is no archive. */
  readonly content?: Artifact;
  readonly members: readonly Member[];
  /** What upstream's own file is, if the bundle was fetched from there. */
  readonly source?: FileSource;
}

/** The files of every version and architecture that the bundle has completely. */
export const releasedFiles = (bundle: Bundle): readonly ReleasedFile[] => {
  const stored = {artifacts: bundle.artifacts.filter(artifact => artifact.stored !== undefined)};
  return BINARIES.flatMap(component =>
    ARCHES.flatMap(arch =>
      completeVersionsOf(component, arch, stored).flatMap(version =>
        upstreamFiles({...versionsFor({}), [component]: version}, arch)
          .filter(file => file.component === component)
          .map(file => released(file, stored.artifacts)),
      ),
    ),
  );
};

const BINARIES = (Object.keys(REQUIRED) as ComponentName[]).filter(component => !isImage(component));

const released = (file: UpstreamFile, artifacts: readonly Artifact[]): ReleasedFile => {
  const {component, version, arch, path, contents} = file;
  const own = artifacts.filter(each => each.component === component && each.version === version && each.arch === arch);
  const named = contents.map(({name, member}) => ({member, artifact: own.find(each => each.name === name)!}));
  const content = named.find(({member}) => member === undefined)?.artifact;
  const source = named.map(({artifact}) => artifact.source).find(each => each?.kind === 'file' && each.path === path);
  return {
    file,
    ...(content === undefined ? {} : {content}),
    members: named.flatMap(({member, artifact}) => (member === undefined ? [] : [{name: member, artifact}])),
    ...(source?.kind === 'file' ? {source} : {}),
  };
};

export interface ServedVersion {
  readonly component: ComponentName;
  readonly version: string;
  readonly arches: readonly Arch[];
}

/** In the order of the components. */
export const servedVersions = (released: readonly ReleasedFile[]): readonly ServedVersion[] => {
  const arches = new Map<string, Set<Arch>>();
  const first = new Map<string, UpstreamFile>();
  for (const {file} of released) {
    const key = `${file.component} ${file.version}`;
    arches.set(key, (arches.get(key) ?? new Set<Arch>()).add(file.arch));
    if (!first.has(key)) first.set(key, file);
  }
  return [...first].map(([key, {component, version}]) => ({component, version, arches: [...arches.get(key)!]}));
};
