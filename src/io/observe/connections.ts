import {Failure} from '../../core/failure.js';
import type {HostConfig} from '../../core/model/config.js';
import type {HostName} from '../../core/model/names.js';
import type {Transport} from '../transport/transport.js';

/** One connection a host, made when something is first asked of it. */
export interface Connections {
  /** Connects with its first command; when that failed, every command fails alike. */
  to(host: HostName): Transport;
  /** Gives a connection up, so that the next command makes a new one. */
  forget(host: HostName): void;
  /** Gives up the connections on which something failed since they were made, or that could not be made. */
  forgetBroken(): void;
  close(): Promise<void>;
}

export function openConnections(
  hosts: readonly HostConfig[],
  connect: (host: HostConfig) => Promise<Transport>,
): Connections {
  const connections = new Map<HostName, Promise<Transport>>();

  const connected = (name: HostName): Promise<Transport> => {
    const existing = connections.get(name);
    if (existing) return existing;
    const host = hosts.find(each => each.name === name);
    if (!host) throw new Error(`${name} is not a host of the configuration`);
    const connection = connect(host);
    connections.set(name, connection);
    return connection;
  };

  const broken = new Set<HostName>();
  const using = async <T>(name: HostName, use: (transport: Transport) => Promise<T>): Promise<T> => {
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
      const opened = await Promise.allSettled(connections.values());
      await Promise.allSettled(opened.map(each => (each.status === 'fulfilled' ? each.value.close() : undefined)));
    },
  };
}
