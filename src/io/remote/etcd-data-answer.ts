import {Failure} from '../../core/failure.js';
import type {EtcdData, RunningMember} from '../../core/model/etcd-data.js';
import {digestOf, etcdId, type HostName} from '../../core/model/names.js';
import {parseRecord} from '../../core/restore/record.js';

/**
 * The answer of etcd-data.sh.
 *
 * @throws Failure 'hosts/garbled-facts' when it is incomplete.
 */
export function parseEtcdData(host: HostName, text: string): EtcdData {
  const lines = text
    .split('\n')
    .map(line => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)] as const);
  const all = (name: string) => lines.flatMap(([word, value]) => (word === name ? [value] : []));
  const one = (name: string) => all(name)[0];
  if (all('end').length === 0)
    throw new Failure('hosts/garbled-facts', `${host}: looking at the data of etcd: the answer is incomplete`, {
      suggestions: ['run the same command again'],
    });
  const record = parseRecord(all('record').join('\n'));
  const tool = /^etcdutl version: (\d+\.\d+\.\d+\S*)/.exec(one('tool') ?? '')?.[1];
  const running = runningIn(one('status'), one('list'), one('hash'));
  const stored = /"revision":\s*(\d{1,19})/.exec(one('stored') ?? '')?.[1];
  return {
    hasMember: one('member') === 'yes',
    ...(record === undefined ? {} : {record}),
    isPrepared: one('prepared') === 'yes',
    sent: all('sent').flatMap(name => (/^[0-9a-f]{64}$/.test(name) ? [digestOf(name)] : [])),
    old: all('old').filter(name => /^[\x21-\x7e]{1,255}$/.test(name)),
    freeBytes: Number(/^\d+$/.test(one('free') ?? '') ? one('free') : 0),
    active: one('active') ?? '',
    ...(tool === undefined ? {} : {tool}),
    ...(running === undefined ? {} : {running}),
    ...(stored === undefined ? {} : {storedRevision: stored}),
  };
}

/** Numbers of 64 bits are taken as text: JSON.parse would round them. */
function runningIn(status = '', list = '', hash = ''): RunningMember | undefined {
  const number = (name: string, text = status) => new RegExp(`"${name}":\\s*"?(\\d{1,20})`).exec(text)?.[1];
  const [cluster, member, revision] = [number('cluster_id'), number('member_id'), number('revision')];
  if (cluster === undefined || member === undefined || revision === undefined) return undefined;
  const hashed = /"hash":\s*(\d{1,20})/.exec(hash)?.[1];
  const voters = votersIn(list);
  return {
    clusterId: hex(cluster),
    memberId: hex(member),
    leader: hex(number('leader') ?? '0'),
    revision,
    term: number('raftTerm') ?? '0',
    index: number('raftIndex') ?? '0',
    learner: /"isLearner":\s*true/.test(status),
    version: /"version":\s*"(\d+\.\d+\.\d+[^"\s]*)"/.exec(status)?.[1] ?? '',
    dbBytes: Number(number('dbSize') ?? 0),
    ...(voters === undefined ? {} : {voters}),
    ...(hashed === undefined ? {} : {hash: hashed}),
  };
}

function votersIn(list: string): number | undefined {
  const members = list.match(/"ID":\s*\d+/g)?.length ?? 0;
  const learners = list.match(/"isLearner":\s*true/g)?.length ?? 0;
  return members === 0 ? undefined : members - learners;
}

const hex = (id: string) => etcdId(BigInt(id).toString(16));
