import {setMaxListeners} from 'node:events';
import type {Client, ClientChannel} from 'ssh2';
import type {SshConnection} from '../ssh/connection.js';
import {sessions} from '../ssh/sessions.js';
import {printed} from './failures.js';
import type {Keeper} from './keeper.js';
import type {MuxClient} from './mux/client.js';

/** The connection of a running ssh, as quorate's own client has one: commands then run over it in the same way. */
export const keptConnection = (label: string, keeper: Keeper, mux: MuxClient): SshConnection => {
  const lost = new AbortController();
  setMaxListeners(0, lost.signal);
  mux.closed.addEventListener('abort', keeper.stop);
  keeper.ended.finally(mux.end).then(
    said => lost.abort(new Error(printed(said) || 'ssh ended')),
    reason => lost.abort(reason),
  );
  return {
    label,
    lost: lost.signal,
    sessions: sessions(clientOver(mux), lost.signal, mux.received),
    forward: (address, port) => mux.forward(address, port) as Promise<unknown> as Promise<ClientChannel>,
    received: mux.received,
    close: async () => {
      keeper.stop();
      await keeper.ended.catch(() => {});
    },
  };
};

/** The one method of ssh2's client that opens sessions. */
const clientOver = (mux: MuxClient): Client =>
  ({
    exec: (commandLine: string, opened: (error: Error | undefined, channel?: unknown) => void) =>
      void mux.session(commandLine).then(
        channel => opened(undefined, channel),
        error => opened(error),
      ),
  }) as unknown as Client;
