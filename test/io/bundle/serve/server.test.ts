import {once} from 'node:events';
import {readdir, readFile, readlink, rm, writeFile} from 'node:fs/promises';
import {get, type IncomingMessage, request} from 'node:http';
import {connect} from 'node:net';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, describe, expect, test} from 'vitest';
import type {Bundle} from '../../../../src/core/artifacts/bundle.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {bytesAt, type Served, served} from './served.js';

const opened: Served[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(server => server.close()));
});
const serving = async (...options: Parameters<typeof served>): Promise<Served> => {
  const server = await served(...options);
  opened.push(server);
  return server;
};

const KUBELET = 'dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet';
const ETCD = 'github.com/etcd-io/etcd/releases/download/v3.6.16/etcd-v3.6.16-linux-amd64.tar.gz';

/** A request with the path as it is: fetch() would resolve "..". */
const asked = async (server: Served, path: string, method = 'GET') => {
  const [response] = (await once(request({host: '127.0.0.1', port: server.port, path, method}).end(), 'response')) as [
    IncomingMessage,
  ];
  return {status: response.statusCode, text: Buffer.concat(await response.toArray()).toString()};
};

test('nothing but the paths of the layout can be reached', async () => {
  const server = await serving({}, {}, async (bundle, directory) => {
    await writeFile(join(directory, 'secret'), 'secret');
    return bundle;
  });
  const stored = 'kubernetes/1.36.3/amd64/kubelet.gz';
  const paths = [
    '/',
    '//',
    '/bundle.json',
    '/secret',
    `/${stored}`,
    '/../secret',
    '/dl.k8s.io/../secret',
    '/dl.k8s.io/..%2fsecret',
    '/%2e%2e/secret',
    '/..%5csecret',
    '/%00',
    '/dl.k8s.io/release/stable.txt%00',
    '/dl.k8s.io/release/stable.txt/',
    '//dl.k8s.io/release/stable.txt',
    '/dl.k8s.io//release/stable.txt',
    '/dl.k8s.io/./release/stable.txt',
    '/dl.k8s.io/release',
    '/%252e%252e/secret',
    '/%',
    '/%ff%fe',
    '/constructor',
    '/__proto__',
    '/v2/../secret',
    '/v2/pause/blobs/../../../secret',
    '/v2/pause/manifests/..%2f..%2fsecret',
    '/v2/__proto__/manifests/constructor',
    `/${'a/'.repeat(2000)}`,
    `http://127.0.0.1:${server.port}/secret`,
    'file:///etc/passwd',
  ];
  for (const path of paths) {
    const {status, text} = await asked(server, path);
    expect([path, status]).toEqual([path, 404]);
    expect(text).not.toMatch(/^secret|root:/);
  }
});

test('a path may be percent-encoded, and complete as for a proxy', async () => {
  const server = await serving();
  const marker = {status: 200, text: 'v1.36.3'};
  expect(await asked(server, '/dl%2Ek8s.io/release/stable%2Dtest.txt')).toMatchObject({status: 404});
  expect(await asked(server, '/dl%2Ek8s.io/release/stable.txt')).toEqual(marker);
  expect(await asked(server, '/dl.k8s.io/release/stable.txt?x=../y')).toEqual(marker);
  expect(await asked(server, `http://127.0.0.1:${server.port}/dl.k8s.io/release/stable.txt`)).toEqual(marker);
});

test('methods other than GET and HEAD are refused', async () => {
  const server = await serving();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    expect([method, await asked(server, `/${KUBELET}`, method)]).toMatchObject([method, {status: 405}]);
});

test('each request is in the log, printable, with status, bytes and range', async () => {
  const server = await serving();
  await bytesAt(`${server.url}/${KUBELET}?token=secret`, {range: 'bytes=19000-'});
  const raw = connect(server.port, '127.0.0.1');
  raw.write(Buffer.from('GET /%1b[31m HTTP/1.1\r\nHost: x\r\nRange: \x9b\xe9\r\nConnection: close\r\n\r\n', 'latin1'));
  await server.logged(2);
  raw.destroy();
  expect(server.log).toEqual([
    expect.objectContaining({
      method: 'GET',
      path: `/${KUBELET}`,
      client: '127.0.0.1',
      status: 206,
      sent: 1000,
      range: 'bytes=19000-',
    }),
    expect.objectContaining({status: 404, path: '/%1b[31m', range: '%9b%e9'}),
  ]);
});

describe('a damaged file of the bundle', () => {
  const damaged = (kind: 'missing' | 'other content' | 'not gzip' | 'truncated', name: string) =>
    serving({}, {}, async (bundle, directory) => {
      const {stored} = bundle.artifacts.find(each => each.name === name && each.arch === 'amd64')!;
      const file = join(directory, stored!.file);
      if (kind === 'missing') await rm(file);
      else if (kind === 'not gzip') await writeFile(file, 'x');
      else if (kind === 'truncated') await writeFile(file, (await readFile(file)).subarray(0, 500));
      else await writeFile(file, gzipSync('other content'));
      return bundle;
    });

  test.each([
    ['missing', 'kubelet', KUBELET],
    ['other content', 'kubelet', KUBELET],
    ['not gzip', 'kubelet', KUBELET],
    ['truncated', 'kubelet', KUBELET],
    ['missing', 'etcdctl', ETCD],
    ['other content', 'etcdctl', ETCD],
    ['truncated', 'etcdctl', ETCD],
    ['missing', 'etcdctl', ETCD.replace(/[^/]+$/, 'SHA256SUMS')],
  ] as const)('that is %s (%s) is not served as %s', async (kind, name, path) => {
    const server = await damaged(kind, name);
    expect(await asked(server, `/${path}`)).toMatchObject({status: 500});
    expect(server.log[0]?.problem).toContain(`${name}.gz`);
    expect(await asked(server, '/dl.k8s.io/release/stable.txt')).toMatchObject({status: 200});
  });

  test('is served after it was repaired', async () => {
    const server = await damaged('missing', 'kubelet');
    expect(await asked(server, `/${KUBELET}`)).toMatchObject({status: 500});
    const intact = await serving();
    const file = 'kubernetes/1.36.3/amd64/kubelet.gz';
    await writeFile(join(server.directory, file), await readFile(join(intact.directory, file)));
    expect(await asked(server, `/${KUBELET}`)).toMatchObject({status: 200});
  });
});

/** What this process has open. */
const descriptors = async (): Promise<readonly string[]> => {
  const links = (await readdir('/proc/self/fd')).map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter(link => link !== '');
};
const filesOf = async ({directory}: Served): Promise<readonly string[]> =>
  (await descriptors()).filter(link => link.startsWith(directory));

test('a binary is uncompressed once for all requests, into a file without a name that ends with the server', async () => {
  const server = await serving({sizes: {kubelet: 1_000_000}});
  const before = await readdir(server.directory);
  const all = await Promise.all(Array.from({length: 20}, () => bytesAt(`${server.url}/${KUBELET}`)));
  expect(new Set(all.map(sha256)).size).toBe(1);
  expect(await filesOf(server)).toHaveLength(1);
  expect(await readdir(server.directory)).toEqual(before);
  await server.close();
  await expect.poll(() => filesOf(server)).toEqual([]);
});

describe('no file stays open', () => {
  const SIZE = 8_000_000;
  const LARGE = {arches: ['amd64'], size: 500, sizes: {kubelet: SIZE, etcdctl: SIZE}} as const;

  test.each([
    ['an archive', ETCD, 0],
    ['a binary', KUBELET, 1],
  ])('when clients close the connection while they get %s', async (_, path, kept) => {
    const server = await serving(LARGE);
    const clients = Array.from({length: 20}, async () => {
      const client = get(`${server.url}/${path}`, {agent: false});
      const [response] = (await once(client, 'response')) as [IncomingMessage];
      await once(response, 'data');
      client.destroy();
    });
    await Promise.all(clients);
    await server.logged(20);
    expect(server.log.every(({sent, problem}) => sent < SIZE && problem !== undefined)).toBe(true);
    await expect.poll(() => filesOf(server)).toHaveLength(kept);
  });

  test('when a client does not read', async () => {
    const server = await serving(LARGE, {idleMs: 300});
    const client = connect(server.port, '127.0.0.1');
    client.write(`GET /${ETCD} HTTP/1.1\r\nHost: x\r\n\r\n`);
    client.on('error', () => {});
    await server.logged(1);
    client.destroy();
    expect(server.log[0]?.problem).toBeDefined();
    await expect.poll(() => filesOf(server)).toEqual([]);
  });

  test('when the server ends', async () => {
    const server = await serving(LARGE);
    const client = get(`${server.url}/${ETCD}`, {agent: false}).on('error', () => {});
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    response.on('error', () => {});
    await once(response, 'data');
    await server.close();
    await server.logged(1);
    await expect.poll(() => filesOf(server)).toEqual([]);
  });
});

test('an address that is in use is refused', async () => {
  const server = await serving();
  await expect(served({}, {listen: {address: '127.0.0.1', port: server.port}})).rejects.toMatchObject({
    code: 'bundle/cannot-listen',
  });
});

test('an empty bundle has nothing to serve', async () => {
  const server = await serving({}, {}, async (bundle): Promise<Bundle> => ({...bundle, artifacts: []}));
  expect([...server.site.paths.keys()]).toEqual([]);
  expect(await asked(server, '/dl.k8s.io/release/stable.txt')).toMatchObject({status: 404});
});
