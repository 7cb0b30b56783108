import type {Bundle} from '../../../core/artifacts/bundle.js';
import type {Content} from './content.js';
import {filePaths} from './files.js';
import {imageRepositories, type Repository} from './images.js';
import {type ReleasedFile, releasedFiles} from './released.js';
import {unpackedIn} from './unpacked.js';

/** What a server has, by path. Nothing else of the bundle directory can be reached. */
export interface Site {
  /** By path in the layout of upstream: "dl.k8s.io/release/stable.txt". */
  readonly paths: ReadonlyMap<string, Content>;
  /** By name with registry: "registry.k8s.io/pause". */
  readonly repositories: ReadonlyMap<string, Repository>;
  readonly released: readonly ReleasedFile[];
  readonly close: () => Promise<void>;
}

export const siteOf = (directory: string, bundle: Bundle): Site => {
  const unpacked = unpackedIn(directory);
  const released = releasedFiles(bundle);
  const repositories = imageRepositories(bundle, unpacked);
  const images = [...repositories].flatMap(([name, repository]) =>
    [...repository].map(([path, content]) => [inUpstream(name, path), content] as const),
  );
  return {
    paths: new Map([...filePaths(directory, released, unpacked), ...images]),
    repositories,
    released,
    close: unpacked.close,
  };
};

/** "registry.k8s.io/v2/pause/manifests/3.10.2" */
const inUpstream = (repository: string, path: string): string => `${repository.replace('/', '/v2/')}/${path}`;
