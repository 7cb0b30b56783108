import type {AnyAuthMethod, BaseAgent, ParsedKey} from 'ssh2';
import type {Hop} from './hop.js';
import {readKeyFile, unlock} from './key-file.js';
import type {JumpPool} from './pool.js';

/** Asks an agent how many keys it has; `trouble` is the reason when it does not answer. */
const agentIdentities = async (
  socket: string,
): Promise<{readonly agent: BaseAgent; readonly identities: number; readonly trouble?: string}> => {
  const {default: ssh2} = await import('ssh2');
  const agent = ssh2.createAgent(socket);
  return new Promise(resolve =>
    agent.getIdentities((error, keys) =>
      error ? resolve({agent, identities: 0, trouble: error.message}) : resolve({agent, identities: keys?.length ?? 0}),
    ),
  );
};

/** Prompts for the passphrase of a key file; undefined without a terminal. `again`: the last one was wrong. */
export type AskPassphrase = (keyFile: string, again: boolean) => Promise<string | undefined>;

export interface Asking {
  readonly pool: JumpPool;
  readonly secrets?: AskPassphrase;
  /** Suspends the timeout of the connection during a prompt. */
  readonly whileAsking: <T>(ask: Promise<T>) => Promise<T>;
}

/** What was tried to log in, for the message when all of it was refused. */
export interface Attempts {
  readonly offered: string[];
  readonly unusable: string[];
}

/**
 * The keys that are offered to a server, in this order: unencrypted files, named ones before default ones; the agent;
 * encrypted files, whose passphrase is asked only if no other key was accepted.
 */
export async function* offers(hop: Hop, asking: Asking, {offered, unusable}: Attempts): AsyncGenerator<AnyAuthMethod> {
  const encrypted: {path: string; content: Buffer}[] = [];
  for (const {path, named} of keyFiles(hop)) {
    const file = await readKeyFile(path);
    if (file.is === 'key') yield offer(hop, path, file.key, offered);
    else if (file.is === 'encrypted') encrypted.push({path, content: file.content});
    else if (file.is === 'unusable') unusable.push(`${path} (${file.why})`);
    else if (named) unusable.push(`${path} (does not exist)`);
  }
  if (hop.agent !== undefined) {
    const {agent, identities, trouble} = await agentIdentities(hop.agent);
    if (trouble !== undefined) unusable.push(`the agent at ${hop.agent} (${trouble})`);
    else if (identities === 0) unusable.push(`the agent at ${hop.agent} (it has no keys)`);
    else {
      offered.push(`${identities === 1 ? 'the key' : `${identities} keys`} of the agent`);
      yield {type: 'agent', username: hop.user, agent};
    }
  }
  for (const {path, content} of encrypted) {
    const key = await asking.whileAsking(asking.pool.unlocked(path, () => askAndUnlock(path, content, asking.secrets)));
    if (key) yield offer(hop, path, key, offered);
    else
      unusable.push(
        `${path} (${asking.secrets ? 'wrong passphrase' : 'encrypted, and no terminal to ask for its passphrase'})`,
      );
  }
}

const keyFiles = ({keyFiles, defaultKeyFiles}: Hop) => [
  ...keyFiles.map(path => ({path, named: true})),
  ...defaultKeyFiles.map(path => ({path, named: false})),
];

const offer = ({user}: Hop, path: string, key: ParsedKey, offered: string[]): AnyAuthMethod => {
  offered.push(path);
  return {type: 'publickey', username: user, key};
};

/** As many as OpenSSH. */
const PROMPTS = 3;

const askAndUnlock = async (path: string, content: Buffer, ask: AskPassphrase | undefined) => {
  for (let prompt = 0; prompt < PROMPTS; prompt++) {
    const passphrase = await ask?.(path, prompt > 0);
    if (passphrase === undefined) return undefined;
    const key = await unlock(content, passphrase);
    if (key) return key;
  }
  return undefined;
};
