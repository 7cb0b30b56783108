import pLimit, {type LimitFunction} from 'p-limit';
import type {ParsedKey} from 'ssh2';
import type {SshConnection} from './connection.js';

/** Shared by the connections of one run. Close it after the last transport. */
export interface JumpPool {
  /** The shared connection to a jump host; opened at the first use, and again after it was lost. */
  jump(route: string, connectHop: () => Promise<SshConnection>): Promise<SshConnection>;
  /** At most eight handshakes at a time with one server: sshd drops more (MaxStartups 10:30:100). */
  handshake<T>(server: string, shake: () => Promise<T>): Promise<T>;
  /** Each encrypted key file is unlocked once, one after another; or the reason why it cannot be. */
  unlocked(file: string, unlock: () => Promise<UnlockedKey>): Promise<UnlockedKey>;
  /** One at a time. */
  recordingHostKey<T>(record: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type UnlockedKey = ParsedKey | {readonly why: string};

const HANDSHAKES = 8;

export const jumpPool = (): JumpPool => {
  const jumps = new Map<string, Promise<SshConnection>>();
  const handshakes = new Map<string, LimitFunction>();
  const keys = new Map<string, Promise<UnlockedKey>>();
  const prompts = pLimit(1);
  const recordings = pLimit(1);

  return {
    jump: (route, connectHop) =>
      cached(jumps, route, async () => {
        const connection = await connectHop();
        connection.lost.addEventListener('abort', () => jumps.delete(route));
        return connection;
      }),
    handshake: (server, shake) => {
      const turns = handshakes.get(server) ?? pLimit(HANDSHAKES);
      handshakes.set(server, turns);
      return turns(shake);
    },
    unlocked: (file, unlock) => cached(keys, file, () => prompts(unlock)),
    recordingHostKey: recordings,
    close: async () => {
      const open = [...jumps.values()].reverse();
      jumps.clear();
      for (const jump of open)
        await jump.then(
          connection => connection.close(),
          () => {},
        );
    },
  };
};

/** Failures are not cached. */
const cached = <T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
  const existing = cache.get(key);
  if (existing) return existing;
  const made = make();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  return made;
};
