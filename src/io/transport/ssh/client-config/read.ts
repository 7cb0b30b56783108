import {readFile, stat} from 'node:fs/promises';
import {isAbsolute, join} from 'node:path';
import {Failure} from '../../../../core/failure.js';
import {shellWord} from '../commands.js';
import {expandHome} from '../home.js';
import {matchingFiles} from './glob.js';
import {lineOf} from './words.js';

/** A setting, the start of a section, or an Include with what its files contain. */
export interface Directive {
  readonly keyword: string;
  readonly words: readonly string[];
  readonly text: string;
  readonly included?: readonly (readonly Directive[])[];
}

export interface ConfigPlace {
  /** The home that `~` means. */
  readonly home: string;
  /** Relative names of Include start here. */
  readonly folder: string;
  /** Whether a file that other users may change is refused, as ssh does with those of a user: it may name commands. */
  readonly mustBePrivate: boolean;
}

/** The limit of OpenSSH. */
const MAX_DEPTH = 16;

/**
 * The directives of a file and of the files that it includes. A file that does not exist is empty, and so is a folder
 * that an Include names. Failure 'hosts/ssh-config-unreadable': it cannot be read, others may write to it, or a line
 * has a quote without an end.
 */
export const readDirectives = async (file: string, place: ConfigPlace, depth = 0): Promise<readonly Directive[]> => {
  if (depth > MAX_DEPTH) throw unreadable(file, new Error('includes are nested too deeply'));
  const lines = (await textOf(file, place, depth > 0)).split('\n');
  // One after another: a file that includes itself several times ends at the first branch that is too deep.
  return inTurn(lines, (line, index) => directiveOf(line, `${file} line ${index + 1}`));

  async function directiveOf(source: string, where: string): Promise<readonly Directive[]> {
    const line = lineOf(source);
    if (line === undefined) return [];
    if (line.words === undefined) throw unreadable(file, new Error(`${where}: a quote has no end`));
    const directive = {...line, words: line.words};
    if (line.keyword !== 'include') return [directive];
    const files = await inTurn(line.words, word => matchingFiles(pathOf(word, place)));
    return [
      {...directive, included: await inTurn(files, async each => [await readDirectives(each, place, depth + 1)])},
    ];
  }
};

/** All results in their order. */
const inTurn = async <T, R>(
  items: readonly T[],
  step: (item: T, index: number) => Promise<readonly R[]>,
): Promise<readonly R[]> => {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(...(await step(item, index)));
  return results;
};

const pathOf = (word: string, {home, folder}: ConfigPlace): string => {
  const path = expandHome(word, home);
  return isAbsolute(path) ? path : join(folder, path);
};

const textOf = async (file: string, {mustBePrivate}: ConfigPlace, included: boolean): Promise<string> => {
  try {
    const {mode, uid} = await stat(file);
    if (mustBePrivate && ((uid !== 0 && uid !== process.getuid?.()) || (mode & 0o022) !== 0))
      throw new Error(
        `other users can change it, and it can name commands: chmod go-w ${shellWord(file)}, and check its owner`,
      );
    return await readFile(file, 'utf8');
  } catch (cause) {
    const {code} = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || (code === 'EISDIR' && included)) return '';
    throw unreadable(file, cause);
  }
};

const unreadable = (file: string, cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure(
        'hosts/ssh-config-unreadable',
        `cannot read the SSH configuration ${file}: ${(cause as Error).message}`,
        {
          suggestions: [
            `ls -l ${shellWord(file)}`,
            'or do not use it: set spec.ssh.useConfig to false in the configuration',
          ],
          cause,
        },
      );
