import {etcdId} from '../../../core/model/names.js';
import type {UnmanagedEtcdMember, UnmanagedEtcdStatus} from '../../../core/model/unmanaged-etcd.js';
import type {Reply, Session} from './session.js';

/** What answers is no etcd, or none that can be asked in this way. */
export class NotEtcd extends Error {}

/** A server that closes the connection at the first question has not liked whom it saw: not all of them say so. */
export class ConnectionReset extends Error {
  constructor(cause: unknown) {
    super('it closed the connection once it had seen the certificate', {cause});
  }
}

/** A member without its majority lets a read wait, for longer than anybody asks. */
const READ_PATIENCE_MS = 5_000;

/** All that is to be known of one endpoint; only reads. Rejects with Stranger, or as the connection fails. */
export async function askUnmanagedEtcd(
  session: Session,
  readPatienceMs = READ_PATIENCE_MS,
): Promise<UnmanagedEtcdStatus> {
  const version = versionOf(await firstReply(session));
  const status = parsed<RawStatus>(await session.post('/v3/maintenance/status', {}));
  if (!isId(status?.header?.cluster_id) || !isId(status.header.member_id))
    throw new NotEtcd(`etcd ${version} answers, but not through its JSON gateway (/v3), which must be on`);
  const base = {
    version,
    clusterId: hex(status.header.cluster_id),
    memberId: hex(status.header.member_id),
    leader: hex(status.leader ?? '0'),
    learner: status.isLearner === true,
  };
  // Answered by the majority, or not at all: what is read from this member alone may be of yesterday.
  const replies = await inTime(readPatienceMs, async () => ({
    list: await session.post('/v3/cluster/member/list', {linearizable: true}),
    data: await session.post('/v3/kv/range', REGISTRY),
  }));
  const unread = {...base, members: [], holdsCluster: false};
  if (!replies) return {...unread, trouble: `no majority answered for it within ${readPatienceMs / 1000} s`};
  const {list, data} = replies;
  const failed = [list, data].find(reply => reply.status !== 200);
  if (failed) return {...unread, trouble: issue(failed)};
  return {
    ...base,
    members: (parsed<{readonly members?: readonly RawMember[]}>(list)?.members ?? []).map(member),
    holdsCluster: (parsed<{readonly kvs?: readonly unknown[]}>(data)?.kvs ?? []).length > 0,
  };
}

/** Undefined when it takes too long; what then becomes of it is nobody's business. */
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

/** Is there anything below the prefix under which Kubernetes keeps all of its data? */
const REGISTRY = {key: base64('/registry/'), range_end: base64('/registry0'), limit: '1', keys_only: true};

function versionOf(reply: Reply): string {
  const version = parsed<{readonly etcdserver?: unknown}>(reply)?.etcdserver;
  if (typeof version === 'string') return version;
  throw new NotEtcd(`/version is not answered as etcd answers it (status ${reply.status})`);
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

/** The gateway writes ids, which are uint64, as text. */
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
