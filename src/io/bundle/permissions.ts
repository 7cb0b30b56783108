import {stat} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';

/**
 * Refuses a file or directory that the group or all users can write to: hosts install what it names. Windows has no such
 * modes. A path that does not exist is left to its reader.
 * @throws Failure artifacts/writable-by-others
 */
export const refuseWritableByOthers = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const mode = await stat(path).then(
    found => found.mode,
    () => 0,
  );
  if ((mode & 0o022) === 0) return;
  const who = (mode & 0o002) === 0 ? 'its group' : 'all users';
  throw new Failure(
    'artifacts/writable-by-others',
    `Reading ${path}: ${who} can write to it (mode ${(mode & 0o7777).toString(8)}), and hosts install what it names`,
    {suggestions: [`chmod go-w ${path}`]},
  );
};
