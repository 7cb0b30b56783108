import type {HostConfig, SshSettings} from '../../../../src/core/model/config.js';
import {type ConnectOptions, connectHost} from '../../../../src/io/transport/connect.js';
import {crashPoints} from '../../../../src/io/transport/crash-points.js';
import {jumpPool} from '../../../../src/io/transport/ssh/pool.js';
import type {Transport} from '../../../../src/io/transport/transport.js';
import {hostConfig, SSH} from '../../../support/builders/config.js';

export const hostWith = (ssh: Partial<SshSettings> = {}, host: Partial<HostConfig> = {}): HostConfig => ({
  ...hostConfig('cp-1', '127.0.0.1', 'control-plane'),
  ...host,
  ssh: {...SSH, ...ssh},
});

/** Connections of one test, all closed by `close`. */
export const connections = (defaults: Partial<ConnectOptions> = {}) => {
  const pool = jumpPool();
  const operations = crashPoints({});
  const open: Transport[] = [];
  return {
    pool,
    connect: async (host: HostConfig, options: Partial<ConnectOptions> = {}): Promise<Transport> => {
      const transport = await connectHost(host, {pool, operations, ...defaults, ...options});
      open.push(transport);
      return transport;
    },
    close: async (): Promise<void> => {
      await Promise.all(open.splice(0).map(transport => transport.close()));
      await pool.close();
    },
  };
};
