import {Failure} from '../../core/failure.js';
import {type Digest, digestOf, type HostName} from '../../core/model/names.js';
import {own} from '../../core/own.js';
import {LIMITS} from '../remote/limits.js';
import {printable} from '../transport/printable.js';
import type {Command, ExecResult, HostTransport} from '../transport/transport.js';

/** A snapshot on the host of the member that it was taken from, until it is removed there. */
export interface TakenSnapshot {
  /** Of its directory on the host. */
  readonly name: string;
  readonly bytes: number;
  readonly digest: Digest;
  /** Decimal text, as is `readRevision`. */
  readonly revision: string;
  /** Of a linearizable read right before it, if one was asked for. */
  readonly readRevision?: string;
  readonly encryptionKeys: readonly string[];
  /** The id of the cluster that the host has recorded. */
  readonly clusterId?: string;
}

/** How a trial restore was compared: with the member, or not at all because the member has compacted the revision. */
export interface TrialRestore {
  readonly compared: boolean;
  /** Keys in the restored data. */
  readonly keys: number;
}

/** Snapshots through the member of one host. */
export interface SnapshotHost {
  /**
   * Takes a snapshot and verifies it with etcdutl. Throws Failure 'etcd/snapshot-failed'.
   *
   * @param reads first makes a linearizable read, which needs quorum.
   */
  take(reads: boolean): Promise<TakenSnapshot>;
  /**
   * The same from the data of a member that does not serve: what its log says is committed. The member is stopped for it,
   * and started again if it ran.
   */
  takeOffline(): Promise<TakenSnapshot>;
  /** Restores it there for a trial. Throws Failure 'etcd/snapshot-unproven'. */
  prove(taken: TakenSnapshot): Promise<TrialRestore>;
  /** Its content, so that only one piece is in memory. */
  pieces(taken: TakenSnapshot): AsyncIterable<Uint8Array>;
  remove(taken: TakenSnapshot): Promise<void>;
}

/** @param script text of templates/host/etcd-snapshot.sh. */
export function snapshotHost(host: HostName, transport: HostTransport, script: string): SnapshotHost {
  const run = async ({words, changes, withinMs, maxBytes, secret = false}: Order): Promise<ExecResult> => {
    const command: Command = {
      argv: ['sh', '-c', script, 'etcd-snapshot', ...words],
      title: own(TITLES, words[0] ?? '') ?? 'etcd snapshot',
      changes,
      secret,
    };
    return transport.exec(command, {timeoutMs: withinMs, ...(maxBytes === undefined ? {} : {maxBytes})});
  };
  const succeed = async (order: Order): Promise<ExecResult> => {
    const result = await run(order);
    if (result.code === 0) return result;
    throw failed(`${host}: ${reasonOf(result)}`);
  };
  return {
    async take(reads) {
      const words = ['take', ...(reads ? ['read'] : [])];
      const {stdout} = await succeed({words, changes: true, withinMs: LIMITS.snapshotTake});
      return parsed(host, stdout.toString());
    },
    async takeOffline() {
      const {stdout} = await succeed({words: ['offline'], changes: true, withinMs: LIMITS.snapshotTake});
      return parsed(host, stdout.toString());
    },
    async prove({name, revision}) {
      const result = await run({words: ['prove', name, revision], changes: true, withinMs: LIMITS.snapshotTake});
      if (result.code === UNPROVEN) throw unproven(host, reasonOf(result));
      if (result.code !== 0) throw failed(`${host}: its trial restore failed: ${reasonOf(result)}`);
      const [, outcome, keys] = /^(same|counted)\t(\d{1,15})$/m.exec(result.stdout.toString()) ?? [];
      if (outcome === undefined) throw failed(`${host}: the answer of the trial restore is not understood`);
      return {compared: outcome === 'same', keys: Number(keys)};
    },
    async *pieces({name, bytes}) {
      for (let offset = 0; offset < bytes; offset += PIECE_BYTES) {
        const words = ['piece', name, `${offset}`, `${PIECE_BYTES}`];
        const order = {words, changes: false, withinMs: LIMITS.snapshotPiece, maxBytes: MAX_PIECE_OUTPUT, secret: true};
        const {stdout} = await succeed(order);
        // A host that sends more than it announced would fill the disk here.
        if (stdout.length > bytes - offset) throw failed(`${host}: it sent more of the snapshot than there is`);
        yield stdout;
      }
    },
    async remove({name}) {
      await succeed({words: ['remove', name], changes: true, withinMs: LIMITS.snapshotRemove});
    },
  };
}

interface Order {
  readonly words: readonly string[];
  readonly changes: boolean;
  readonly withinMs: number;
  readonly maxBytes?: number;
  /** Its output has data of the cluster. */
  readonly secret?: boolean;
}

const PIECE_BYTES = 8 * 2 ** 20;
/** A shell may print something before it. */
const MAX_PIECE_OUTPUT = PIECE_BYTES + 64 * 1024;
/** The restored data is not that of the member; any other code is a failure of the trial itself. */
const UNPROVEN = 65;

const TITLES: Readonly<Record<string, string>> = {
  take: 'take an etcd snapshot',
  offline: 'take an etcd snapshot from the data of a member that does not serve',
  prove: 'restore an etcd snapshot for a trial',
  piece: 'download an etcd snapshot',
  remove: 'remove an etcd snapshot',
};

const reasonOf = ({code, stderr}: ExecResult): string =>
  printable(stderr.trim().split('\n').at(-1) ?? '', 600) || `exit code ${code}`;

function parsed(host: HostName, text: string): TakenSnapshot {
  const [, name, bytes, digest, status] = /^(\S+)\t(\d+)\t([0-9a-f]{64})\t(\{.*\})$/m.exec(text) ?? [];
  if (name === undefined || status === undefined) throw failed(`${host}: the answer is incomplete or not understood`);
  // A revision is an int64: JSON.parse would round it.
  const revision = /"revision":\s*(\d+)/.exec(status)?.[1];
  const keys = Number(/"totalKey":\s*(\d+)/.exec(status)?.[1] ?? 0);
  if (!/"hash":\s*\d+/.test(status) || revision === undefined || keys === 0)
    throw failed(`${host}: the snapshot is empty or unreadable (etcdutl): ${status}`);
  const readRevision = /^read\t.*"revision":\s*(\d+)/m.exec(text)?.[1];
  if (readRevision !== undefined && BigInt(readRevision) > BigInt(revision))
    throw failed(`${host}: the snapshot has revision ${revision}, and a read before it had revision ${readRevision}`);
  const clusterId = /^identity\t([0-9a-f]{32})$/m.exec(text)?.[1];
  return {
    name,
    bytes: Number(bytes),
    digest: digestOf(digest!),
    revision,
    ...(readRevision === undefined ? {} : {readRevision}),
    encryptionKeys: [...text.matchAll(/^key\t([\w.-]{1,63})$/gm)].map(([, key]) => key!).toSorted(),
    ...(clusterId === undefined ? {} : {clusterId}),
  };
}

/** No snapshot was taken, and why. */
export const failed = (why: string): Failure =>
  new Failure('etcd/snapshot-failed', `no etcd snapshot was taken: ${why}`, {
    suggestions: [
      'see the leader and the members: quorate topology check',
      'check the space on the host of the member: df -h /var/lib/quorate',
      'then run the same command again',
    ],
  });

const unproven = (host: HostName, why: string): Failure =>
  new Failure('etcd/snapshot-unproven', `the etcd snapshot of ${host} did not survive its trial restore: ${why}`, {
    suggestions: [
      'compare the members: quorate topology check',
      'take it from another member: quorate etcd snapshot save --from HOST',
    ],
  });
