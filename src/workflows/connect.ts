import type {ClusterConfig} from '../core/model/config.js';
import type {HostName} from '../core/model/names.js';
import {wallClock} from '../io/clock.js';
import {readUnmanagedEtcdFiles, type UnmanagedEtcdClientFiles} from '../io/etcd/unmanaged/client-files.js';
import {loadTemplates} from '../io/local/templates.js';
import {type Connections, openConnections} from '../io/observe/connections.js';
import {hostClient} from '../io/remote/host-client.js';
import {type AskPassphrase, type CommandLog, connectHost, crashPoints} from '../io/transport/connect.js';
import {jumpPool} from '../io/transport/ssh/pool.js';
import type {HostClient} from '../ports/host.js';
import type {Report} from '../run/report/event.js';

/** What a command passes to a workflow. */
export interface Environment {
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly log?: CommandLog;
  readonly secrets?: AskPassphrase;
  /** With the age identity that decrypts CA keys of the operator. */
  readonly pkiIdentityFile?: string;
}

/** Connections to the hosts of a configuration while `use` runs. Each is opened when its host is first used. */
export async function withHosts<T>(
  config: ClusterConfig,
  {env, signal, log, secrets}: Environment,
  use: (connections: Connections) => Promise<T>,
): Promise<T> {
  const pool = jumpPool();
  const operations = crashPoints(env);
  const connections = openConnections(config.hosts, (host, closing) =>
    connectHost(host, {
      pool,
      operations,
      signal: AbortSignal.any([signal, closing]),
      env,
      ...(log === undefined ? {} : {log}),
      ...(secrets === undefined ? {} : {secrets}),
    }),
  );
  try {
    return await use(connections);
  } finally {
    await connections.close();
    await pool.close();
  }
}

/** Host clients that read and reset, and install nothing. */
export async function hostClientsWithoutBundle(connections: Connections): Promise<(host: HostName) => HostClient> {
  const templates = await loadTemplates();
  return name =>
    hostClient(name, connections.to(name), templates, artifact => {
      throw new Error(`cannot install ${artifact.name}: no bundle is open`);
    });
}

/** Reads the files again on each call, so that a file replaced during a run is used. */
export const unmanagedEtcdFilesOf =
  ({etcd: {unmanagedEtcd}}: ClusterConfig) =>
  (): Promise<UnmanagedEtcdClientFiles> => {
    if (unmanagedEtcd === undefined) throw new Error('the configuration has no spec.etcd.endpoints');
    return readUnmanagedEtcdFiles(unmanagedEtcd, wallClock());
  };
