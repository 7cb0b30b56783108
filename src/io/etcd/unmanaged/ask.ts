import {etcdId} from '../../../core/model/names.js';
import type {UnmanagedEtcdMember, UnmanagedEtcdStatus} from '../../../core/model/unmanaged-etcd.js';
import type {Reply, Session} from './session.js';

/** The server is not etcd, or its JSON gateway is off. */
export class NotEtcd extends Error {}

/** A server that closes the connection at the first request rejected the client certificate; not all send an alert. */
export class ConnectionReset extends Error {
  constructor(cause: unknown) {
    super('it closed the connection after it received the client certificate', {cause});
  }
}

/** A member without quorum delays a linearizable read for longer than this. */
const READ_TIMEOUT_MS = 5_000;

/** The status of one endpoint; only reads. Rejects with NotEtcd, ConnectionReset or the error of the connection. */
export async function askUnmanagedEtcd(
  session: Session,
  readTimeoutMs = READ_TIMEOUT_MS,
): Promise<UnmanagedEtcdStatus> {
  const version = versionOf(await firstReply(session));
  const status = parsed<RawStatus>(await session.post('/v3/maintenance/status', {}));
  if (!isId(status?.header?.cluster_id) || !isId(status.header.member_id))
    throw new NotEtcd(`etcd ${version} does not answer through its JSON gateway (/v3), which must be enabled`);
  const base = {
    version,
    clusterId: hex(status.header.cluster_id),
    memberId: hex(status.header.member_id),
    leader: hex(status.leader ?? '0'),
    learner: status.isLearner === true,
  };
  // Linearizable: what this member alone has may be stale.
  const replies = await inTime(readTimeoutMs, async () => ({
    list: await session.post('/v3/cluster/member/list', {linearizable: true}),
    data: await session.post('/v3/kv/range', REGISTRY),
  }));
  const unread = {...base, members: [], holdsCluster: false};
  if (!replies) return {...unread, trouble: `linearizable read timed out after ${readTimeoutMs / 1000} s (no quorum)`};
  const {list, data} = replies;
  const failed = [list, data].find(reply => reply.status !== 200);
  if (failed) return {...unread, trouble: issue(failed)};
  return {
    ...base,
    members: (parsed<{readonly members?: readonly RawMember[]}>(list)?.members ?? []).map(member),
    holdsCluster: (parsed<{readonly kvs?: readonly unknown[]}>(data)?.kvs ?? []).length > 0,
  };
}

/** Undefined when it takes too long; a late result is ignored. */
async function inTime<T>(timeoutMs: number, ask: () => Promise<T>): Promise<T | undefined> {
  const asking = ask();
  asking.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([asking, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function firstReply(session: Session): Promise<Reply> {
  try {
    return await session.get('/version');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? new ConnectionReset(error) : error;
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Reads one key below the prefix of all Kubernetes data. */
const REGISTRY = {key: base64('/registry/'), range_end: base64('/registry0'), limit: '1', keys_only: true};

function versionOf(reply: Reply): string {
  const version = parsed<{readonly etcdserver?: unknown}>(reply)?.etcdserver;
  if (typeof version === 'string') return version;
  throw new NotEtcd(`/version does not answer like etcd (status ${reply.status})`);
}

interface RawStatus {
  readonly header?: {readonly cluster_id?: string; readonly member_id?: string};
  readonly leader?: string;
  readonly isLearner?: boolean;
}

interface RawMember {
  readonly ID: string;
  readonly name?: string;
  readonly peerURLs?: readonly string[];
  readonly isLearner?: boolean;
}

const member = ({ID, name = '', peerURLs = [], isLearner = false}: RawMember): UnmanagedEtcdMember => ({
  id: hex(ID),
  name,
  peerUrl: peerURLs[0] ?? '',
  learner: isLearner,
});

/** The gateway writes IDs, which are uint64, as strings. */
const isId = (value: string | undefined): value is string => /^\d+$/.test(value ?? '');
const hex = (decimal: string) => etcdId(BigInt(decimal).toString(16));

function parsed<T>({body}: Reply): T | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

const issue = (reply: Reply): string =>
  parsed<{readonly message?: string}>(reply)?.message ?? `it answers with status ${reply.status}`;
