import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import type {Fact} from '../../core/model/fact.js';
import {type Digest, digestOf, type EtcdId, type HostName} from '../../core/model/names.js';
import type {EtcdState} from '../../core/model/observed.js';
import type {EtcdClient} from '../../ports/etcd.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import type {Command, ExecResult, Transport} from '../transport/transport.js';
import {hostOf} from './member-host.js';

type Snapshots = Pick<EtcdClient, 'snapshot' | 'newestSnapshot'>;

/**
 * Snapshots are taken through the leader, which lacks nothing that was acknowledged, and fetched in pieces, so that no
 * more than one of them is ever in memory.
 *
 * @param script text of templates/host/etcd-snapshot.sh.
 */
export function snapshots(
  desired: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
  folder: SnapshotFolder,
): Snapshots {
  return {
    async snapshot() {
      const {clusterId, leader} = leading(desired, await state());
      const tell = telling(leader, reach(leader), script);
      const taken = parsed(leader, (await tell({words: ['take'], changes: true, withinMs: 900_000})).stdout.toString());
      const remove = () => tell({words: ['remove', taken.name], changes: true, withinMs: 60_000});
      const kept = await folder.keep({...taken, clusterId, pieces: pieces(taken, tell)}).catch(async error => {
        // What went wrong first is what somebody needs to know; the next snapshot removes what is left of this one.
        await remove().catch(() => undefined);
        throw error;
      });
      await remove();
      return kept;
    },
    newestSnapshot: async () => folder.newest(formed(await state()).clusterId),
  };
}

type Formed = Extract<EtcdState, {is: 'formed'}>;

function formed(state: Fact<EtcdState>): Formed {
  if (state.known && state.value.is === 'formed') return state.value;
  throw failed(`etcd does not say which cluster it is: ${state.known ? `it is ${state.value.is}` : state.why}`);
}

function leading(
  desired: readonly DesiredMember[],
  state: Fact<EtcdState>,
): {readonly clusterId: EtcdId; readonly leader: HostName} {
  const {clusterId, members} = formed(state);
  const member = members.find(({leader}) => leader);
  const leader = member && hostOf(member, desired);
  if (leader === undefined) throw failed(`no member of the configuration leads (${member?.peerUrl ?? 'nobody'} does)`);
  return {clusterId, leader};
}

interface Order {
  readonly words: readonly string[];
  readonly changes: boolean;
  readonly withinMs: number;
  /** Its output is data of the cluster. */
  readonly secret?: true;
}

type Tell = (order: Order) => Promise<ExecResult>;

const telling =
  (host: HostName, transport: Transport, script: string): Tell =>
  async ({words, changes, withinMs, secret = false}) => {
    const command: Command = {
      argv: ['sh', '-c', script, 'etcd-snapshot', ...words],
      title: `${words[0]} snapshot of etcd`,
      changes,
      secret,
    };
    const result = await transport.exec(command, {timeoutMs: withinMs});
    if (result.code === 0) return result;
    throw failed(`${host}: ${result.stderr.trim().split('\n').at(-1) || `exit code ${result.code}`}`);
  };

interface Taken {
  readonly name: string;
  readonly bytes: number;
  readonly digest: Digest;
  readonly revision: string;
}

function parsed(host: HostName, line: string): Taken {
  const [, name, bytes, digest, status] = /^(\S+)\t(\d+)\t([0-9a-f]{64})\t(\{.*\})$/m.exec(line) ?? [];
  if (name === undefined || status === undefined) throw failed(`${host}: the answer was cut off or is not understood`);
  // A revision is an int64, which parsing would round.
  const revision = /"revision":\s*(\d+)/.exec(status)?.[1];
  const keys = Number(/"totalKey":\s*(\d+)/.exec(status)?.[1] ?? 0);
  if (!/"hash":\s*\d+/.test(status) || revision === undefined || keys === 0)
    throw failed(`${host}: etcdutl finds nothing in it that could be put back: ${status}`);
  return {name, bytes: Number(bytes), digest: digestOf(digest!), revision};
}

const PIECE_BYTES = 8 * 2 ** 20;

async function* pieces({name, bytes}: Taken, tell: Tell): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes; offset += PIECE_BYTES) {
    const words = ['piece', name, `${offset}`, `${PIECE_BYTES}`];
    yield (await tell({words, changes: false, withinMs: 120_000, secret: true})).stdout;
  }
}

const failed = (why: string): Failure =>
  new Failure('etcd/snapshot-failed', `no snapshot of etcd: ${why}`, {
    suggestions: ['put right what the message says, then run the same command again'],
  });
