import type {HostConfig} from '../../core/model/config.js';
import type {HostName} from '../../core/model/names.js';
import type {Transport} from '../transport/transport.js';

/** One connection a host, made when something is first asked of it. */
export interface Connections {
  /** Connects with its first command; when that failed, every command fails alike. */
  to(host: HostName): Transport;
  /** Gives a connection up, so that the next command makes a new one. */
  forget(host: HostName): void;
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

  return {
    to: name => ({
      target: name,
      exec: async (command, options) => (await connected(name)).exec(command, options),
      forward: async (address, port) => (await connected(name)).forward(address, port),
      close: async () => undefined,
    }),
    forget(name) {
      const connection = connections.get(name);
      connections.delete(name);
      connection?.then(each => each.close()).catch(() => undefined);
    },
    async close() {
      const opened = await Promise.allSettled(connections.values());
      await Promise.allSettled(opened.map(each => (each.status === 'fulfilled' ? each.value.close() : undefined)));
    },
  };
}
