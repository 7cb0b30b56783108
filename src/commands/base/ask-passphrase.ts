import type {AskPassphrase} from '../../io/transport/connect.js';

/** Asks on the terminal for the passphrase of a key file; without a terminal there is none. */
export const askPassphrase =
  (signal: AbortSignal): AskPassphrase =>
  async (file, again) => {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const {password} = await import('@inquirer/prompts');
    const message = again ? `Wrong passphrase. Passphrase for ${file}:` : `Passphrase for ${file}:`;
    return password({message}, {output: process.stderr, signal});
  };

/** The same for a command that connects several times: a passphrase that fits is asked for once. */
export function askedOnce(ask: AskPassphrase): AskPassphrase {
  const given = new Map<string, string>();
  return async (file, again) => {
    const before = again ? undefined : given.get(file);
    const passphrase = before ?? (await ask(file, again));
    if (passphrase !== undefined) given.set(file, passphrase);
    return passphrase;
  };
}
