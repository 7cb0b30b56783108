import {Failure} from '../../../core/failure.js';
import type {Command, ExecResult, WireOptions} from '../transport.js';
import type {SshConnection} from './connection.js';
import {execOver} from './exec.js';

/** The connections to a host: one, until the server opens no session beside that of an endless command. */
export interface Connections {
  exec(command: Command, options: WireOptions): Promise<ExecResult>;
  close(): Promise<void>;
}

/**
 * With `MaxSessions 1` the lock of a run occupies the only session of a connection. The other commands then get a
 * connection of their own, opened by `connect`, again after it was lost, and kept until `close`.
 */
export const twoConnections = (first: SshConnection, connect: () => Promise<SshConnection>): Connections => {
  let second: Promise<SshConnection> | undefined;

  const opened = (): Promise<SshConnection> => {
    const opening = connect();
    const forget = () => {
      if (second === opening) second = undefined;
    };
    opening.then(({lost}) => lost.addEventListener('abort', forget, {once: true}), forget);
    second = opening;
    return opening;
  };

  const onSecond = async (command: Command, options: WireOptions): Promise<ExecResult> =>
    execOver(await (second ?? opened()), command, options);

  return {
    exec: async (command, options) => {
      if (second !== undefined && !command.endless) return onSecond(command, options);
      try {
        return await execOver(first, command, options);
      } catch (error) {
        if (!isNoSession(error) || first.sessions.endless() === 0) throw error;
        return onSecond(command, options);
      }
    },
    close: async () => {
      const open = await second?.catch(() => undefined);
      await Promise.all([first.close(), open?.close()]);
    },
  };
};

/** Its command did not start. */
const isNoSession = (error: unknown): boolean => error instanceof Failure && error.code === 'hosts/no-session';
