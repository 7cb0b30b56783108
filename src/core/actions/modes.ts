import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

/** Mode and owner of a file or directory whose contents are right. Nothing that reads it has to restart. */
export interface ModeSet {
  readonly kind: 'mode/set';
  readonly host: HostName;
  /** Path of a file, of a directory, or of a link to a directory. */
  readonly entry: string;
  /** Octal: "600". */
  readonly mode: string;
  /** "root:root" */
  readonly owner: string;
}

/** Of everything but the directories that services without root write to. */
export const OWNER = 'root:root';

/** What is not there has no mode: another action puts it there. */
export function hasMode(
  {files, directories}: Pick<HostFacts, 'files' | 'directories'>,
  {entry, mode, owner}: Pick<ModeSet, 'entry' | 'mode' | 'owner'>,
): boolean {
  const found = files.get(entry) ?? directories.get(entry);
  return found === undefined || (found.mode === mode && found.owner === owner);
}

export const MODES: Descriptors<ModeSet> = {
  'mode/set': {
    describe: ({entry, mode, owner}) => `set mode ${mode} and owner ${owner} of ${entry}`,
    isDone: onHost(hasMode),
    phase: 'put',
  },
};
