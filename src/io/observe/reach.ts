import {randomBytes} from 'node:crypto';
import {type Fact, known} from '../../core/model/fact.js';
import {
  DNS_QUERIES,
  type DnsReach,
  type NetworkReach,
  type ObservedReach,
  type ReachQuery,
} from '../../core/model/network-reach.js';
import {addressNumber, familyOf} from '../../core/network/address.js';
import type {Templates} from '../../core/render/types.js';
import {asFact} from '../as-fact.js';
import {type Answer, answerOf, matched} from '../remote/facts/answer.js';
import {LIMITS} from '../remote/limits.js';
import {assertField} from '../remote/path.js';
import {type RemoteShell, runScript} from '../remote/script.js';
import type {Connections} from './connections.js';
import {dnsAnswer, dnsQuery} from './dns-message.js';

/** Asks every node at once. A node that does not answer is unknown. */
export const askReach = async (
  queries: readonly ReachQuery[],
  connections: Pick<Connections, 'to'>,
  templates: Templates,
): Promise<ObservedReach> =>
  new Map(
    await Promise.all(
      queries.map(async query => {
        const shell = {name: query.from, transport: connections.to(query.from), templates};
        return [query.from, await asFact(() => askNode(shell, query))] as const;
      }),
    ),
  );

/** Throws a Failure when the host is unreachable, or its answer is incomplete. */
async function askNode(shell: RemoteShell, query: ReachQuery): Promise<Fact<NetworkReach>> {
  const boundary = `== ${randomBytes(12).toString('hex')}`;
  const {server, name, address} = query.dns;
  const dns = dnsQuery(randomBytes(2).readUInt16BE(0), name, familyOf(address) === 'IPv4' ? 'A' : 'AAAA');
  assertField(
    shell.name,
    [server, ...query.nodes.values()].map(to => to.address),
  );
  const {stdout} = await runScript(shell, {
    scripts: ['network-reach'],
    title: 'try the pod network and cluster DNS',
    changes: false,
    input: [
      boundary,
      ...[...query.nodes.values()].map(to => `node\t${to.address}\t${to.port}`),
      ...Array.from({length: DNS_QUERIES}, () => `dns\t${server.address}\t${server.port}\t${octal(dns)}`),
      '',
    ].join('\n'),
    timeoutMs: LIMITS.read,
  });
  const answer = answerOf(shell.name, boundary, stdout.toString());
  if (!answer.has('reached')) return known(NOTHING_TRIED);
  return known({nodes: nodesIn(answer, query), dns: dnsIn(answer, dns, address)});
}

/** There is no bash to try with. */
const NOTHING_TRIED: NetworkReach = {nodes: new Map(), dns: {asked: 0, answered: 0}};

const octal = (bytes: Buffer): string => [...bytes].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');

const LINE = /^(?:node\t(\S+ \d+)\t(open|refused)|dns\t([0-9a-f]{2,1200}|refused))$/;

export function nodesIn(answer: Answer, {nodes}: Pick<ReachQuery, 'nodes'>): NetworkReach['nodes'] {
  const results = new Map(
    matched(answer, 'reached', LINE).flatMap(([, endpoint, is]) =>
      endpoint === undefined ? [] : [[endpoint, is as 'open' | 'refused'] as const],
    ),
  );
  return new Map([...nodes].map(([to, {address, port}]) => [to, results.get(`${address} ${port}`) ?? 'silent']));
}

function dnsIn(answer: Answer, query: Buffer, address: string): DnsReach {
  const problems = matched(answer, 'reached', LINE).flatMap(([, , , text]) =>
    text === undefined ? [] : [text === 'refused' ? text : problemIn(query, Buffer.from(text, 'hex'), address)],
  );
  const answered = problems.filter(problem => problem === undefined).length;
  const otherwise = problems.find(problem => problem !== undefined) ?? 'silent';
  return {asked: DNS_QUERIES, answered, ...(answered < DNS_QUERIES ? {otherwise} : {})};
}

function problemIn(query: Buffer, text: Buffer, address: string): string | undefined {
  const answer = dnsAnswer(query, text);
  if ('problem' in answer) return answer.problem;
  const isRight = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex') || '0'}`) === addressNumber(address);
  return answer.addresses.some(isRight) ? undefined : 'another address';
}
