import type {ModuleSource} from '../product.js';

/** The used fields of `go mod edit -json`. */
export interface ModuleFile {
  readonly Go?: string;
  readonly Godebug?: readonly {readonly Key: string; readonly Value: string}[] | null;
  readonly Require?: readonly Version[] | null;
  readonly Exclude?: readonly Version[] | null;
  readonly Replace?: readonly {readonly Old: Reference; readonly New: Reference}[] | null;
}

interface Reference {
  readonly Path: string;
  readonly Version?: string;
}
type Version = Required<Reference>;

/** Directory in the workspace with the empty go.mod of a module that is not needed. */
export const unneededFolder = (path: string): string => `unneeded/${path.replaceAll('/', '-')}`;

/**
 * A go.mod with which the programs of a module build as in its own repository: replacements and debug settings of a
 * module apply only when it is the main module, so they are repeated here.
 */
export const moduleFile = (source: ModuleSource, own: ModuleFile): string => {
  const replaced = (own.Replace ?? []).filter(({Old, New}) => isPublished(New.Path) || isRequired(own, Old.Path));
  const siblings = replaced
    .filter(({New}) => !isPublished(New.Path))
    .map(({Old: {Path}}) => ({Path, Version: publishedAs(own, Path) ?? `v${source.siblings}`}));
  return [
    'module quorate.local/bundle',
    `go ${own.Go ?? '1.16'}`,
    ...(own.Godebug ?? []).map(({Key, Value}) => `godebug ${Key}=${Value}`),
    `require ${source.path} v${source.version}`,
    // Without these the siblings would have the version v0.0.0, as in their repository.
    ...siblings.map(sibling => `require ${text(sibling)}`),
    ...(own.Exclude ?? []).map(({Path, Version}) => `exclude ${Path} ${Version}`),
    ...siblings.map(sibling => `replace ${sibling.Path} => ${text(sibling)}`),
    ...replaced.filter(({New}) => isPublished(New.Path)).map(({Old, New}) => `replace ${text(Old)} => ${text(New)}`),
    ...(source.unneeded ?? []).map(path => `replace ${path} => ./${unneededFolder(path)}`),
    '',
  ].join('\n\n');
};

const isPublished = (path: string): boolean => !path.startsWith('.');
/** The required version of a sibling, if the repository has one: etcd 3.5 has a client of major version 2. */
const publishedAs = ({Require}: ModuleFile, path: string): string | undefined =>
  (Require ?? []).find(({Path, Version}) => Path === path && Version !== UNNAMED)?.Version;
/** The version with which Kubernetes requires the modules of its own repository. */
const UNNAMED = 'v0.0.0';
const isRequired = ({Require}: ModuleFile, path: string): boolean => (Require ?? []).some(({Path}) => Path === path);
const text = ({Path, Version}: Reference): string => [Path, Version].filter(Boolean).join(' ');
