import type {KeptSet} from '../model/kept-files.js';
import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

interface OfSet {
  readonly host: HostName;
  readonly set: KeptSet;
}

export type KeptFilesAction =
  /** Copies files that are about to be replaced; of a path that is kept already, the older copy stays. */
  | ({readonly kind: 'files/keep'; readonly paths: readonly string[]} & OfSet)
  /** Puts the copies back, and deletes the files that did not exist. */
  | ({readonly kind: 'files/restore'} & OfSet)
  /** Deletes the copies. */
  | ({readonly kind: 'files/forget'} & OfSet);

export const hasKept = ({keptFiles}: Pick<HostFacts, 'keptFiles'>, {set}: Pick<OfSet, 'set'>): boolean =>
  keptFiles.has(set);

export const KEPT_FILES: Descriptors<KeptFilesAction> = {
  'files/keep': {
    describe: ({paths}) => `keep a copy of what is replaced: ${paths.join(', ')}`,
    isDone: () => 'unseen',
    phase: 'put',
  },
  'files/restore': {
    describe: ({set}) => `restore the previous files (${set})`,
    isDone: onHost((facts, action) => !hasKept(facts, action)),
    phase: 'put',
  },
  'files/forget': {
    describe: ({set}) => `delete the copies of the previous files (${set})`,
    isDone: onHost((facts, action) => !hasKept(facts, action)),
    phase: 'stop',
  },
};
