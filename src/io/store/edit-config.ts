import {stat} from 'node:fs/promises';
import {type NamedVersions, withVersions} from '../../core/config/edit.js';
import {Failure} from '../../core/failure.js';
import {readConfigText} from './config-file.js';
import {replaceFile} from './replace-file.js';

/**
 * Writes the versions into the configuration file, which keeps its mode and everything else in it. Was there anything
 * to change?
 * @throws Failure config/unreadable, config/not-editable, config/unwritable
 */
export async function writeVersions(path: string, versions: NamedVersions): Promise<boolean> {
  if (path === '-') throw unwritable('standard input', 'it cannot be written to', versions);
  const {content} = await readConfigText(path);
  const edited = withVersions(content, versions);
  if (edited === content) return false;
  try {
    const {mode} = await stat(path);
    await replaceFile(path, edited, mode & 0o777);
  } catch (cause) {
    throw unwritable(path, (cause as Error).message, versions, cause);
  }
  return true;
}

const unwritable = (name: string, why: string, {kubernetes}: NamedVersions, cause?: unknown): Failure =>
  new Failure('config/unwritable', `cannot write the version ${kubernetes} into ${name}: ${why}`, {
    suggestions: [
      `set spec.kubernetesVersion to "${kubernetes}" in your configuration, and run the same command again`,
    ],
    cause,
  });
