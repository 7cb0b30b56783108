import type {Arch} from '../../core/artifacts/bundle.js';

/** What a command to write a lock file is for, as far as it is known. */
export interface LockWanted {
  readonly kubernetes?: string | undefined;
  readonly etcd?: string | undefined;
  /** URL or folder of a mirror; undefined or "upstream" for upstream. */
  readonly from?: string | undefined;
  readonly arches?: readonly Arch[] | undefined;
}

/** The command that writes a lock file, or adds to it what it lacks. */
export const lockCommand = (path: string, {kubernetes = 'VERSION', etcd, from, arches}: LockWanted = {}): string =>
  [
    `quorate bundle fetch --lock ${path} --kubernetes ${kubernetes}`,
    ...(etcd === undefined ? [] : [`--etcd ${etcd}`]),
    ...(arches === undefined || arches.length === 0 ? [] : [`--arch ${arches.join(',')}`]),
    ...(from === undefined || from === 'upstream' ? [] : [`--from ${from}`]),
  ].join(' ');
