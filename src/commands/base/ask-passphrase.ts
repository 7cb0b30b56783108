import type {AskPassphrase} from '../../io/host/connect.js';

/** Asks on the terminal for the passphrase of a key file; without a terminal there is none. */
export const askPassphrase =
  (signal: AbortSignal): AskPassphrase =>
  async (file, again) => {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const {password} = await import('@inquirer/prompts');
    const message = again ? `That does not open ${file}. Passphrase:` : `Passphrase for ${file}:`;
    return password({message}, {output: process.stderr, signal});
  };
