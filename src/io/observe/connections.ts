import {setMaxListeners} from 'node:events';
import type {Duplex} from 'node:stream';
import {Failure} from '../../core/failure.js';
import type {HostConfig} from '../../core/model/config.js';
import type {HostName} from '../../core/model/names.js';
import {monotonicMs} from '../clock.js';
import type {HostTransport} from '../transport/transport.js';
import {slots} from './slots.js';

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

/**
 * Connections that are open at a time: each costs this machine a file and up to 200 KiB, and with the client of OpenSSH a
 * process. Far more than there are commands without an end (the lock, on control planes and etcd hosts), which would
 * block the others.
 */
const MOST_OPEN: Readonly<Record<HostConfig['ssh']['client'], number>> = {builtin: 400, openssh: 100};

export interface ConnectionOptions {
  readonly now?: () => number;
  readonly mostOpen?: number;
}

/** An open connection, and how many commands use it. */
interface Open {
  readonly name: HostName;
  readonly connection: Promise<HostTransport>;
  commands: number;
}

export function openConnections(
  hosts: readonly HostConfig[],
  connect: (host: HostConfig, closing: AbortSignal) => Promise<HostTransport>,
  {
    now = monotonicMs,
    mostOpen = Math.min(...hosts.map(({ssh}) => MOST_OPEN[ssh.client]), MOST_OPEN.builtin),
  }: ConnectionOptions = {},
): Connections {
  const configured = new Map(hosts.map(host => [host.name, host] as const));
  /** The least recently used first. */
  const connections = new Map<HostName, Open>();
  const broken = new Set<HostName>();
  /** Hosts that were connected once in this run. One that never was is not tried again: it would slow down every step. */
  const known = new Set<HostName>();
  /** When the last attempt to connect to a known host again failed. */
  const refusedAt = new Map<HostName, number>();
  /** Fires when no connection is needed any more: the end does not wait for one that is being made. */
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const places = slots(mostOpen);

  const lose = (open: Open): void => {
    if (connections.get(open.name) === open) connections.delete(open.name);
    open.connection.then(each => each.close()).catch(() => undefined);
  };

  /** Closes the connection that was not used for the longest time. */
  const closeUnused = (): void => {
    for (const open of connections.values()) {
      if (open.commands > 0 || refusedAt.has(open.name)) continue;
      lose(open);
      return;
    }
  };

  /** The place of a connection is free when it could not be made, or is closed. */
  const connectWithin = async (host: HostConfig): Promise<HostTransport> => {
    if (places.full) closeUnused();
    await places.take(closing.signal);
    try {
      closing.signal.throwIfAborted();
      const transport = await connect(host, closing.signal);
      let closed: Promise<void> | undefined;
      return {
        target: transport.target,
        exec: (command, options) => transport.exec(command, options),
        forward: (address, port) => transport.forward(address, port),
        ...(transport.lost === undefined ? {} : {lost: transport.lost}),
        close: () => (closed ??= transport.close().finally(() => places.give())),
      };
    } catch (error) {
      places.give();
      throw error;
    }
  };

  const opened = (name: HostName): Open => {
    const host = configured.get(name);
    if (!host) throw new Error(`${name} is not a host of the configuration`);
    const open = {name, connection: connectWithin(host), commands: 0};
    connections.set(name, open);
    broken.delete(name);
    open.connection.then(
      ({lost}) => {
        known.add(name);
        if (lost?.aborted) lose(open);
        lost?.addEventListener('abort', () => lose(open), {once: true});
      },
      () => void refusedAt.set(name, now()),
    );
    return open;
  };

  const connected = (name: HostName): Open => {
    const existing = connections.get(name);
    const refused = refusedAt.get(name);
    const isDue = known.has(name) && refused !== undefined && now() - refused >= RETRY_MS;
    if (existing && !isDue) return existing;
    refusedAt.delete(name);
    return opened(name);
  };

  /** Until what it returns is called, the connection is not closed for another host. */
  const inUse = (name: HostName): (() => void) => {
    const open = connected(name);
    connections.delete(name);
    connections.set(name, open);
    open.commands += 1;
    return () => {
      open.commands -= 1;
      if (places.waiting > 0) closeUnused();
    };
  };

  const using = async <T>(name: HostName, use: (transport: HostTransport) => Promise<T>): Promise<T> => {
    const end = inUse(name);
    try {
      return await use(await connections.get(name)!.connection);
    } catch (error) {
      if (error instanceof Failure && error.code.startsWith('hosts/')) broken.add(name);
      throw error;
    } finally {
      end();
    }
  };

  /** The stream uses the connection for as long as it is open. */
  const streaming = async (name: HostName, open: (transport: HostTransport) => Promise<Duplex>): Promise<Duplex> => {
    const end = inUse(name);
    try {
      const stream = await using(name, open);
      return stream.once('close', end);
    } catch (error) {
      end();
      throw error;
    }
  };

  const forget = (name: HostName): void => {
    const open = connections.get(name);
    connections.delete(name);
    broken.delete(name);
    refusedAt.delete(name);
    open?.connection.then(each => each.close()).catch(() => undefined);
  };

  return {
    to: name => ({
      target: name,
      exec: (command, options) => using(name, transport => transport.exec(command, options)),
      forward: (address, port) => streaming(name, transport => transport.forward(address, port)),
      close: async () => undefined,
    }),
    forget,
    forgetBroken: () => {
      for (const name of [...broken]) forget(name);
    },
    async close() {
      closing.abort(new Failure('interrupted/stopped', 'the connections are closed'));
      const opened = await Promise.allSettled([...connections.values()].map(({connection}) => connection));
      await Promise.allSettled(opened.map(each => (each.status === 'fulfilled' ? each.value.close() : undefined)));
    },
  };
}
