import {rm} from 'node:fs/promises';
import {Failure} from '../../../core/failure.js';
import {readArchive} from '../archive.js';

/**
 * Reads an archive that was downloaded. One that cannot be unpacked is removed: the next run downloads it again.
 * @throws Failure as readArchive()
 */
export const readDownload: typeof readArchive = async (file, ...rest) => {
  try {
    await readArchive(file, ...rest);
  } catch (error) {
    if (error instanceof Failure && error.code === 'artifacts/bad-archive') await rm(file, {force: true});
    throw error;
  }
};
