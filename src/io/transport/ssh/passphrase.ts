import type {ParsedKey} from 'ssh2';
import {unlock} from './key-file.js';
import type {JumpPool, UnlockedKey} from './pool.js';

/** Prompts for the passphrase of a key file; undefined without a terminal. `again`: the last one was wrong. */
export type AskPassphrase = (keyFile: string, again: boolean) => Promise<string | undefined>;

export interface Asking {
  readonly pool: JumpPool;
  readonly secrets?: AskPassphrase;
  /** Suspends the timeout of the connection while a person is asked. */
  readonly whileAsking: <T>(ask: Promise<T>) => Promise<T>;
}

/** Decrypts a key file, once for all connections. Rejects with the reason when that is impossible. */
export const unlocked = async (
  path: string,
  content: Buffer,
  {pool, secrets, whileAsking}: Asking,
): Promise<ParsedKey> => {
  const key = await whileAsking(pool.unlocked(path, () => askAndUnlock(path, content, secrets)));
  if ('why' in key) throw new Error(key.why);
  return key;
};

/** As many as OpenSSH. */
const PROMPTS = 3;

const askAndUnlock = async (path: string, content: Buffer, ask: AskPassphrase | undefined): Promise<UnlockedKey> => {
  for (let prompt = 0; prompt < PROMPTS; prompt++) {
    const passphrase = await ask?.(path, prompt > 0);
    if (passphrase === undefined && prompt === 0) return {why: 'encrypted, and no terminal to ask for its passphrase'};
    if (passphrase === undefined) break;
    const key = await unlock(content, passphrase);
    if (key) return key;
  }
  return {why: 'wrong passphrase'};
};
