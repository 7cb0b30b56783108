import {setMaxListeners} from 'node:events';
import type {Client, ClientChannel} from 'ssh2';
import {type Sessions, sessions} from './sessions.js';

/** An open and authenticated SSH connection. */
export interface SshConnection {
  /** For messages: "cp-1 (root@10.0.0.5:22)". */
  readonly label: string;
  /** Fires with the reason when the connection is gone, also when it was closed here. */
  readonly lost: AbortSignal;
  readonly sessions: Sessions;
  /** A stream to `address` and `port` as seen from the host. */
  forward(address: string, port: number): Promise<ClientChannel>;
  /** Resolves when the server has read everything that was sent so far, or the connection is lost. */
  received(): Promise<void>;
  close(): Promise<void>;
}

/** How long a server may take to close the connection. */
const CLOSE_MS = 1000;

export const sshConnection = (label: string, client: Client): SshConnection => {
  const lost = lossOf(client);
  return {
    label,
    lost,
    sessions: sessions(client, lost, () => received(client, lost)),
    forward: (address, port) =>
      new Promise((resolve, reject) => {
        client.forwardOut('127.0.0.1', 0, address, port, (error, channel) =>
          error ? reject(error) : resolve(channel),
        );
      }),
    received: () => received(client, lost),
    close: () => closed(client, lost),
  };
};

/** A request that the server answers in order, like ssh2's keepalive. */
const received = (client: Client, lost: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (lost.aborted) return resolve();
    lost.addEventListener('abort', () => resolve(), {once: true});
    const {_callbacks, _protocol} = client as unknown as Internals;
    _callbacks.push(resolve);
    _protocol.ping();
  });

interface Internals {
  readonly _callbacks: (() => void)[];
  readonly _protocol: {ping(): void};
}

const lossOf = (client: Client): AbortSignal => {
  const lost = new AbortController();
  // Each of its commands listens.
  setMaxListeners(0, lost.signal);
  let reason: Error | undefined;
  client.on('error', error => {
    reason ??= error;
  });
  client.on('close', () => lost.abort(reason ?? new Error('the server closed it')));
  return lost.signal;
};

const closed = (client: Client, lost: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (lost.aborted) return resolve();
    const timer = setTimeout(() => {
      client.destroy();
      resolve();
    }, CLOSE_MS);
    lost.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    client.end();
  });
