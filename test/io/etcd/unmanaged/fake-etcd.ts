import {createServer as createPlainServer} from 'node:http';
import {createServer, type ServerOptions} from 'node:https';
import type {AddressInfo, Server} from 'node:net';
import {sansOf} from '../../../../src/core/pki/alternative-names.js';
import type {UnmanagedEtcdClientFiles} from '../../../../src/io/etcd/unmanaged/client-files.js';
import {type TestCa, testCa, testLeaf} from '../../../support/certificates.js';

/** What a member of etcd 3.6 answers, as it was recorded. */
export const RECORDED: Readonly<Record<string, string>> = {
  '/version': '{"etcdserver":"3.6.16","etcdcluster":"3.6.0","storage":"3.6.0"}',
  '/v3/maintenance/status':
    '{"header":{"cluster_id":"14841639068965178418","member_id":"10276657743932975437","revision":"1","raft_term":"2"},"version":"3.6.16","dbSize":"20480","leader":"10276657743932975437","raftIndex":"4","raftTerm":"2","raftAppliedIndex":"4"}',
  '/v3/cluster/member/list':
    '{"header":{"cluster_id":"14841639068965178418","member_id":"10276657743932975437"},"members":[{"ID":"10276657743932975437","name":"default","peerURLs":["https://10.0.0.5:2380"],"clientURLs":["https://10.0.0.5:2379"]}]}',
  '/v3/kv/range': '{"header":{"cluster_id":"14841639068965178418","member_id":"10276657743932975437"}}',
};

/** In the place of an answer: none ever comes. */
export const SILENCE = 'silence';

export interface FakeEtcd {
  readonly endpoint: string;
  stop(): void;
}

export const ca = testCa();
export const otherCa = testCa({place: 'other'});

/** A client with a certificate of a CA, and other properties of the certificate. */
export function clientOf(
  signer: TestCa = ca,
  changes: Parameters<typeof testLeaf>[1] = {},
  trusted: TestCa = ca,
): UnmanagedEtcdClientFiles {
  const leaf = testLeaf(signer, {usages: ['client'], ...changes});
  return {
    ca: Buffer.from(trusted.certPem),
    certificate: Buffer.from(leaf.certPem),
    key: Buffer.from(leaf.keyPem),
  };
}

/** Answers like etcd, over TLS that requires a certificate of its CA. */
export async function fakeEtcd(answers = RECORDED, names = ['127.0.0.1']): Promise<FakeEtcd> {
  const leaf = testLeaf(ca, {usages: ['server', 'client'], sans: sansOf(...names)});
  const tls: ServerOptions = {
    key: leaf.keyPem,
    cert: leaf.certPem,
    ca: ca.certPem,
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(tls, (asked, answer) => {
    const body = answers[asked.url ?? ''];
    if (body === SILENCE) return;
    answer.writeHead(body === undefined ? 404 : body.includes('"code"') ? 503 : 200);
    answer.end(body ?? '404 page not found');
  });
  return {endpoint: `https://127.0.0.1:${await listening(server)}`, stop: () => server.close()};
}

/** Something that knows nothing of TLS. */
export async function plainServer(): Promise<FakeEtcd> {
  const server = createPlainServer((_, answer) => answer.end('hello'));
  return {endpoint: `https://127.0.0.1:${await listening(server)}`, stop: () => server.close()};
}

const listening = (server: Server): Promise<number> =>
  new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
