import type {Client, ClientChannel} from 'ssh2';

/** Opens the sessions of one connection. */
export interface Sessions {
  /** Starts a command line. Rejects with ssh2's error when the server opens no session although no other is open. */
  open(commandLine: string): Promise<ClientChannel>;
}

/**
 * A server may allow fewer sessions than requested (MaxSessions). A refused session did not start, so it is requested
 * again when another one has ended.
 */
export const sessions = (client: Client, lost: AbortSignal): Sessions => {
  let busy = 0;
  let finished = 0;
  const waiting: (() => void)[] = [];

  const ended = (): void => {
    busy--;
    for (const wake of waiting.splice(0)) wake();
  };

  const open = async (commandLine: string): Promise<ClientChannel> => {
    const finishedBefore = finished;
    busy++;
    try {
      const channel = await started(client, commandLine, lost);
      channel.once('close', () => {
        finished++;
        ended();
      });
      return channel;
    } catch (error) {
      ended();
      if (!isRefused(error) || lost.aborted || (busy === 0 && finished === finishedBefore)) throw error;
      if (busy > 0) {
        await new Promise<void>(resolve => {
          waiting.push(resolve);
        });
      }
      return open(commandLine);
    }
  };
  return {open};
};

const started = (client: Client, commandLine: string, lost: AbortSignal): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    lost.throwIfAborted();
    client.exec(commandLine, (error, channel) => (error ? reject(error) : resolve(channel)));
  });

/** ssh2 gives the server's reason code with a channel that was not opened, and none with any other error. */
export const isRefused = (error: unknown): error is Error => error instanceof Error && 'reason' in error;
