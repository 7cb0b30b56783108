import type {DesiredStore} from '../../../core/cluster/desired.js';
import {sha256} from '../../../core/cluster/digest.js';
import {type Fact, known, unknown} from '../../../core/cluster/fact.js';
import type {HostName} from '../../../core/cluster/names.js';
import type {EtcdState} from '../../../core/cluster/observed.js';
import type {ObservedStore, StoreAnswer} from '../../../core/cluster/store.js';
import {Failure} from '../../../core/failure.js';
import {STORE_FILES} from '../../../core/pki/store.js';
import type {EtcdPort} from '../../../run/site.js';
import type {Transport} from '../../host/transport.js';
import {type StoreClient, storeHostFile} from '../../store/store-client.js';
import {answerOf} from './answer.js';
import {assembleStore} from './assemble.js';

/** Somebody else's etcd: it can be asked, and nothing else. */
export interface StorePort {
  look(): Promise<{readonly store: ObservedStore; readonly etcd: Fact<EtcdState>}>;
  readonly etcd: EtcdPort;
}

/**
 * @param from the control planes: they are what must reach it, so each of them is asked from.
 * @param client rejects with a Failure when the operator's files will not do.
 */
export function storePort(
  {endpoints}: DesiredStore,
  from: readonly HostName[],
  reach: (host: HostName) => Transport,
  client: () => Promise<StoreClient>,
  patienceMs?: number,
): StorePort {
  const answers = (as: StoreClient): Promise<readonly StoreAnswer[]> =>
    Promise.all(endpoints.flatMap(endpoint => from.map(host => answerOf(endpoint, host, reach(host), as, patienceMs))));

  const look = async (): Promise<ObservedStore> => {
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
    const store = await look();
    return {store, etcd: assembleStore(store.answers)};
  };
  return {
    look: both,
    etcd: {
      state: async () => (await both()).etcd,
      addLearner: refuse,
      promote: refuse,
      withdraw: refuse,
      moveLeader: refuse,
      remove: refuse,
      snapshot: refuseSnapshot,
      newestSnapshot: refuseSnapshot,
      isHeard: async () => unknown('etcd is run by somebody else: its members are not asked for each other'),
    },
  };
}

const digestsOf = (client: StoreClient) =>
  new Map(STORE_FILES.map(({name, path}) => [path, sha256(storeHostFile(name, client).content)] as const));

const refuseSnapshot = async (): Promise<never> => {
  throw new Failure('etcd/not-ours', 'etcd is run by somebody else: its snapshots are for its owner to take and keep', {
    suggestions: ['have one taken by whoever runs it before anything is changed that could not be taken back'],
  });
};

const refuse = async (): Promise<never> => {
  throw new Failure('etcd/not-ours', 'etcd is run by somebody else: its members are not changed from here');
};
