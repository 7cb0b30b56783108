import pLimit from 'p-limit';
import type {Client, ClientChannel} from 'ssh2';

/** Opens the sessions of one connection. */
export interface Sessions {
  /**
   * Starts a command line. Rejects with ssh2's error when the server opens no session although none is open but those of
   * endless commands. A command that waits for its turn when `cancelled` fires is not started.
   */
  open(commandLine: string, cancelled: AbortSignal, isEndless?: boolean): Promise<ClientChannel>;
  /** How many sessions of endless commands are open. */
  endless(): number;
}

/** A server gives up a session that has ended only after it has handled what it had received until then. */
const RETRIES = 5;

/**
 * A server may allow fewer sessions than requested (MaxSessions). A refused session did not start, so it is requested
 * again when another one has ended. For the end of an endless command nothing waits. Refused ones are requested one
 * after another, and later ones behind them.
 * @param answered resolves when the server has read everything that was sent so far.
 */
export const sessions = (client: Client, lost: AbortSignal, answered: () => Promise<void>): Sessions => {
  const count = {requested: 0, open: 0, endless: 0};
  const refused = pLimit(1);
  let changed = () => {};
  lost.addEventListener('abort', () => changed(), {once: true});

  const request = async (commandLine: string, isEndless: boolean): Promise<ClientChannel> => {
    const kind = isEndless ? 'endless' : 'open';
    count.requested++;
    try {
      const channel = await started(client, commandLine, lost);
      count[kind]++;
      channel.once('close', () => {
        count[kind]--;
        changed();
      });
      return channel;
    } finally {
      count.requested--;
      changed();
    }
  };

  const change = (): Promise<void> =>
    new Promise(resolve => {
      changed = resolve;
    });

  const persist = async (commandLine: string, cancelled: AbortSignal, isEndless: boolean): Promise<ClientChannel> => {
    for (let alone = 0; ; ) {
      cancelled.throwIfAborted();
      try {
        return await request(commandLine, isEndless);
      } catch (error) {
        if (!isRefused(error) || lost.aborted) throw error;
        if (count.requested + count.open > 0) await change();
        else if (alone++ < RETRIES) await answered();
        else throw error;
      }
    }
  };

  const open = async (commandLine: string, cancelled: AbortSignal, isEndless = false): Promise<ClientChannel> => {
    const inTurn = () => refused(() => persist(commandLine, cancelled, isEndless));
    if (refused.activeCount > 0) return inTurn();
    return request(commandLine, isEndless).catch(error => {
      if (!isRefused(error) || lost.aborted) throw error;
      return inTurn();
    });
  };
  return {open, endless: () => count.endless};
};

const started = (client: Client, commandLine: string, lost: AbortSignal): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    lost.throwIfAborted();
    client.exec(commandLine, (error, channel) => (error ? reject(error) : resolve(channel)));
  });

/** ssh2 gives the server's reason code with a channel that was not opened, and none with any other error. */
export const isRefused = (error: unknown): error is Error => error instanceof Error && 'reason' in error;
