import type {Artifact, StoredFile} from '../../core/artifacts/bundle.js';
import {Failure} from '../../core/failure.js';

/** The file of an artifact in a bundle. @throws Failure artifacts/incomplete for one of a lock. */
export const storedFile = ({name, version, arch, stored}: Artifact): StoredFile => {
  if (stored !== undefined) return stored;
  throw new Failure('artifacts/incomplete', `The bundle has no file for ${name} ${version} (${arch})`, {
    suggestions: ['download it: quorate bundle fetch --download'],
  });
};
