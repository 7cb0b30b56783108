import {Failure} from '../../core/failure.js';

/**
 * Asks for a passphrase twice on the terminal; undefined without one.
 * @throws Failure 'usage/encryption' if the two differ.
 */
export async function newPassphrase(signal: AbortSignal): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const {password} = await import('@inquirer/prompts');
  const context = {output: process.stderr, signal};
  const typed = await password({message: 'Passphrase for the backup (12 characters or more):'}, context);
  if ((await password({message: 'The same again:'}, context)) === typed) return typed;
  throw new Failure('usage/encryption', 'the two passphrases differ', {suggestions: ['run the same command again']});
}
