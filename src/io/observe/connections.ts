import {setMaxListeners} from 'node:events';
import {Failure} from '../../core/failure.js';
import type {HostConfig} from '../../core/model/config.js';
import type {HostName} from '../../core/model/names.js';
import {monotonicMs} from '../clock.js';
import type {HostTransport} from '../transport/transport.js';

/** One connection a host, made when something is first asked of it, and again after it was lost. */
export interface Connections {
  /**
   * Connects with its first command. A command whose connection is lost fails and is not sent again: the next one makes a
   * new connection. When none could be made, every command fails alike.
   */
  to(host: HostName): HostTransport;
  /** Gives a connection up, so that the next command makes a new one. */
  forget(host: HostName): void;
  /** Gives up the connections on which something failed since they were made, or that could not be made. */
  forgetBroken(): void;
  close(): Promise<void>;
}

/** A host that was connected before is tried again after this time, so that not each of many commands waits for it. */
const RETRY_MS = 5000;

export function openConnections(
  hosts: readonly HostConfig[],
  connect: (host: HostConfig, closing: AbortSignal) => Promise<HostTransport>,
  now: () => number = monotonicMs,
): Connections {
  const connections = new Map<HostName, Promise<HostTransport>>();
  const broken = new Set<HostName>();
  /** Hosts that were connected once in this run. One that never was is not tried again: it would slow down every step. */
  const known = new Set<HostName>();
  /** When the last attempt to connect to a known host again failed. */
  const refusedAt = new Map<HostName, number>();
  /** Fires when no connection is needed any more: the end does not wait for one that is being made. */
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  const lose = (name: HostName, connection: Promise<HostTransport>): void => {
    if (connections.get(name) === connection) connections.delete(name);
    connection.then(each => each.close()).catch(() => undefined);
  };

  const opened = (name: HostName): Promise<HostTransport> => {
    const host = hosts.find(each => each.name === name);
    if (!host) throw new Error(`${name} is not a host of the configuration`);
    const connection = connect(host, closing.signal);
    connections.set(name, connection);
    broken.delete(name);
    connection.then(
      ({lost}) => {
        known.add(name);
        if (lost?.aborted) lose(name, connection);
        lost?.addEventListener('abort', () => lose(name, connection), {once: true});
      },
      () => void refusedAt.set(name, now()),
    );
    return connection;
  };

  const connected = (name: HostName): Promise<HostTransport> => {
    const existing = connections.get(name);
    const refused = refusedAt.get(name);
    const isDue = known.has(name) && refused !== undefined && now() - refused >= RETRY_MS;
    if (existing && !isDue) return existing;
    refusedAt.delete(name);
    return opened(name);
  };

  const using = async <T>(name: HostName, use: (transport: HostTransport) => Promise<T>): Promise<T> => {
    try {
      return await use(await connected(name));
    } catch (error) {
      if (error instanceof Failure && error.code.startsWith('hosts/')) broken.add(name);
      throw error;
    }
  };

  const forget = (name: HostName): void => {
    const connection = connections.get(name);
    connections.delete(name);
    broken.delete(name);
    refusedAt.delete(name);
    connection?.then(each => each.close()).catch(() => undefined);
  };

  return {
    to: name => ({
      target: name,
      exec: (command, options) => using(name, transport => transport.exec(command, options)),
      forward: (address, port) => using(name, transport => transport.forward(address, port)),
      close: async () => undefined,
    }),
    forget,
    forgetBroken: () => {
      for (const name of [...broken]) forget(name);
    },
    async close() {
      closing.abort(new Failure('interrupted/stopped', 'the connections are closed'));
      const opened = await Promise.allSettled(connections.values());
      await Promise.allSettled(opened.map(each => (each.status === 'fulfilled' ? each.value.close() : undefined)));
    },
  };
}
