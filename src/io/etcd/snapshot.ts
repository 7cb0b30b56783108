import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import type {Fact} from '../../core/model/fact.js';
import {type Digest, digestOf, type EtcdId, type HostName} from '../../core/model/names.js';
import type {EtcdState} from '../../core/model/observed.js';
import type {EtcdClient} from '../../ports/etcd.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import {LIMITS} from '../remote/limits.js';
import type {Command, ExecResult, HostTransport} from '../transport/transport.js';
import {hostOf} from './member-host.js';

type Snapshots = Pick<EtcdClient, 'snapshot' | 'newestSnapshot'>;

/**
 * Snapshots are taken through the leader, which has all acknowledged writes, and downloaded in pieces, so that only one
 * piece is in memory.
 *
 * @param script text of templates/host/etcd-snapshot.sh.
 */
export function snapshots(
  desired: readonly DesiredMember[],
  transportTo: (host: HostName) => HostTransport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
  folder: SnapshotFolder,
): Snapshots {
  return {
    async snapshot() {
      const {clusterId, leader} = leaderIn(desired, await state());
      const run = runner(leader, transportTo(leader), script);
      const taken = parsed(
        leader,
        (await run({words: ['take'], changes: true, withinMs: LIMITS.snapshotTake})).stdout.toString(),
      );
      const remove = () => run({words: ['remove', taken.name], changes: true, withinMs: LIMITS.snapshotRemove});
      const stored = await folder.keep({...taken, clusterId, pieces: pieces(taken, run)}).catch(async error => {
        // The first error is the one to report. The next snapshot removes what is left of this one.
        await remove().catch(() => undefined);
        throw error;
      });
      await remove();
      return stored;
    },
    newestSnapshot: async () => folder.newest(formed(await state()).clusterId),
  };
}

type Formed = Extract<EtcdState, {is: 'formed'}>;

function formed(state: Fact<EtcdState>): Formed {
  if (state.known && state.value.is === 'formed') return state.value;
  throw failed(`the cluster ID of etcd is unknown: ${state.known ? `etcd is ${state.value.is}` : state.why}`);
}

function leaderIn(
  desired: readonly DesiredMember[],
  state: Fact<EtcdState>,
): {readonly clusterId: EtcdId; readonly leader: HostName} {
  const {clusterId, members} = formed(state);
  const member = members.find(({leader}) => leader);
  if (member === undefined) throw failed('etcd has no leader');
  const leader = hostOf(member, desired);
  if (leader === undefined) throw failed(`the leader ${member.peerUrl} is on no host of the configuration`);
  return {clusterId, leader};
}

interface Order {
  readonly words: readonly string[];
  readonly changes: boolean;
  readonly withinMs: number;
  /** Its output has data of the cluster. */
  readonly secret?: true;
}

type Run = (order: Order) => Promise<ExecResult>;

const runner =
  (host: HostName, transport: HostTransport, script: string): Run =>
  async ({words, changes, withinMs, secret = false}) => {
    const command: Command = {
      argv: ['sh', '-c', script, 'etcd-snapshot', ...words],
      title: TITLES[words[0] ?? ''] ?? 'etcd snapshot',
      changes,
      secret,
    };
    const result = await transport.exec(command, {timeoutMs: withinMs});
    if (result.code === 0) return result;
    throw failed(`${host}: ${result.stderr.trim().split('\n').at(-1) || `exit code ${result.code}`}`);
  };

const TITLES: Readonly<Record<string, string>> = {
  take: 'take an etcd snapshot',
  piece: 'download an etcd snapshot',
  remove: 'remove an etcd snapshot',
};

interface Taken {
  readonly name: string;
  readonly bytes: number;
  readonly digest: Digest;
  readonly revision: string;
}

function parsed(host: HostName, line: string): Taken {
  const [, name, bytes, digest, status] = /^(\S+)\t(\d+)\t([0-9a-f]{64})\t(\{.*\})$/m.exec(line) ?? [];
  if (name === undefined || status === undefined) throw failed(`${host}: the answer is incomplete or not understood`);
  // A revision is an int64: JSON.parse would round it.
  const revision = /"revision":\s*(\d+)/.exec(status)?.[1];
  const keys = Number(/"totalKey":\s*(\d+)/.exec(status)?.[1] ?? 0);
  if (!/"hash":\s*\d+/.test(status) || revision === undefined || keys === 0)
    throw failed(`${host}: the snapshot is empty or unreadable (etcdutl): ${status}`);
  return {name, bytes: Number(bytes), digest: digestOf(digest!), revision};
}

const PIECE_BYTES = 8 * 2 ** 20;

async function* pieces({name, bytes}: Taken, run: Run): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes; offset += PIECE_BYTES) {
    const words = ['piece', name, `${offset}`, `${PIECE_BYTES}`];
    yield (await run({words, changes: false, withinMs: LIMITS.snapshotPiece, secret: true})).stdout;
  }
}

const failed = (why: string): Failure =>
  new Failure('etcd/snapshot-failed', `no etcd snapshot was taken: ${why}`, {
    suggestions: [
      'see the leader and the members: quorate topology check',
      'check the space on the host of the leader: df -h /var/lib/quorate',
      'then run the same command again',
    ],
  });
