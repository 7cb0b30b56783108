import {Failure} from '../../../core/failure.js';
import type {DesiredUnmanagedEtcd} from '../../../core/model/desired.js';
import {sha256} from '../../../core/model/digest.js';
import {type Fact, known, unknown} from '../../../core/model/fact.js';
import type {HostName} from '../../../core/model/names.js';
import type {EtcdState} from '../../../core/model/observed.js';
import type {ObservedUnmanagedEtcd, UnmanagedEtcdAnswer} from '../../../core/model/unmanaged-etcd.js';
import {UNMANAGED_ETCD_FILES} from '../../../core/pki/unmanaged-etcd.js';
import type {EtcdClient} from '../../../ports/etcd.js';
import type {HostTransport} from '../../transport/transport.js';
import {answerOf} from './answer.js';
import {type UnmanagedEtcdClientFiles, unmanagedEtcdHostFile} from './client-files.js';
import {mergeUnmanagedStatus} from './merge-status.js';

/** An unmanaged etcd: it is read and never changed. */
export interface UnmanagedEtcdClient {
  read(): Promise<{readonly unmanagedEtcd: ObservedUnmanagedEtcd; readonly etcd: Fact<EtcdState>}>;
  readonly etcd: EtcdClient;
}

/**
 * @param from the control planes: each of them must transportTo every endpoint, so the endpoints are asked from each.
 * @param client rejects with a Failure when the operator's files are not usable.
 */
export function unmanagedEtcdClient(
  {endpoints}: DesiredUnmanagedEtcd,
  from: readonly HostName[],
  transportTo: (host: HostName) => HostTransport,
  client: () => Promise<UnmanagedEtcdClientFiles>,
  timeoutMs?: number,
): UnmanagedEtcdClient {
  const answers = (as: UnmanagedEtcdClientFiles): Promise<readonly UnmanagedEtcdAnswer[]> =>
    Promise.all(
      endpoints.flatMap(endpoint => from.map(host => answerOf(endpoint, host, transportTo(host), as, timeoutMs))),
    );

  const read = async (): Promise<ObservedUnmanagedEtcd> => {
    try {
      const as = await client();
      return {files: known(digestsOf(as)), answers: await answers(as)};
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const why = error.message;
      return {files: unknown(why), answers: endpoints.map(endpoint => ({endpoint, is: 'unasked', why}))};
    }
  };
  const both = async () => {
    const unmanagedEtcd = await read();
    return {unmanagedEtcd, etcd: mergeUnmanagedStatus(unmanagedEtcd.answers)};
  };
  return {
    read: both,
    etcd: {
      state: async () => (await both()).etcd,
      addLearner: refuse,
      promote: refuse,
      removeLearner: refuse,
      moveLeader: refuse,
      remove: refuse,
      snapshot: refuseSnapshot,
      snapshotOf: refuseSnapshot,
      offlineSnapshotOf: refuseSnapshot,
      newestSnapshot: refuseSnapshot,
      isReachableByPeers: async () => unknown('etcd is unmanaged: its members are not asked about each other'),
    },
  };
}

const digestsOf = (client: UnmanagedEtcdClientFiles) =>
  new Map(
    UNMANAGED_ETCD_FILES.map(({name, path}) => [path, sha256(unmanagedEtcdHostFile(name, client).content)] as const),
  );

const refuseSnapshot = async (): Promise<never> => {
  throw new Failure('etcd/unmanaged', 'etcd is unmanaged: quorate takes no snapshots of it', {
    suggestions: ['ask the operator of that etcd for a snapshot before a change that cannot be rolled back'],
  });
};

const refuse = async (): Promise<never> => {
  throw new Failure('etcd/unmanaged', 'etcd is unmanaged: quorate does not change its membership', {
    suggestions: ['ask the operator of that etcd to change its members'],
  });
};
