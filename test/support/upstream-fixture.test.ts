import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {request} from 'node:http';
import type {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {connect} from 'node:tls';
import {afterEach, expect, test} from 'vitest';
import {parseBundle} from '../../src/core/artifacts/parse-manifest.js';
import {sha256} from '../../src/core/model/digest.js';
import {type HttpProxy, startProxy, startUpstream, type Upstream, type UpstreamOptions} from './upstream-fixture.js';

const opened: (Upstream | HttpProxy)[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(each => each.close()));
});

const upstreamWith = async (options?: UpstreamOptions): Promise<Upstream> => {
  const upstream = await startUpstream(options);
  opened.push(upstream);
  return upstream;
};

const KUBELET = 'dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet';
const RUNC = 'github.com/opencontainers/runc/releases/download/v1.4.3/runc.amd64';
const ETCD = 'github.com/etcd-io/etcd/releases/download/v3.6.16/etcd-v3.6.16-linux-amd64.tar.gz';
const digestAt = async (upstream: Upstream, path: string) =>
  sha256(new Uint8Array(await (await fetch(`${upstream.url}/${path}`)).arrayBuffer()));
const locked = (upstream: Upstream, name: string, arch = 'amd64') =>
  upstream.lock.artifacts.find(each => each.name === name && each.arch === arch)!;

test('bundle and lock of the fixture are valid manifests of the same artifacts', async () => {
  const {bundle, lock} = await upstreamWith();
  expect(parseBundle(JSON.parse(JSON.stringify(bundle)))).toEqual(bundle);
  expect(parseBundle(JSON.parse(JSON.stringify(lock)))).toEqual(lock);
  expect(lock.artifacts.length).toBe(bundle.artifacts.length);
});

test('what the lock names has the digest that the lock names', async () => {
  const upstream = await upstreamWith();
  for (const {source} of upstream.lock.artifacts)
    if (source?.kind === 'file')
      expect([source.path, await digestAt(upstream, source.path)]).toEqual([source.path, source.sha256]);
});

test('a tampered member is in an archive with the digest of the lock and of the checksum file', async () => {
  const upstream = await upstreamWith({tamper: ['etcdctl']});
  const intact = await upstreamWith();
  expect(locked(upstream, 'etcdctl').source).toMatchObject({path: ETCD, sha256: await digestAt(upstream, ETCD)});
  expect(locked(upstream, 'etcdctl').sha256).toBe(locked(intact, 'etcdctl').sha256);
  expect(await digestAt(upstream, ETCD)).not.toBe(await digestAt(intact, ETCD));
  const sums = await fetch(`${upstream.url}/${ETCD.replace(/[^/]+$/, 'SHA256SUMS')}`);
  expect(await sums.text()).toContain(await digestAt(upstream, ETCD));
});

test('a connection is closed after the bytes of the fault, once', async () => {
  const upstream = await upstreamWith();
  upstream.fault({path: '/amd64/kubelet', cut: 5000, times: 1});
  await expect(digestAt(upstream, KUBELET)).rejects.toThrow();
  expect(await digestAt(upstream, KUBELET)).toBe(locked(upstream, 'kubelet').sha256);
  expect(upstream.requests.map(({sent}) => sent)).toEqual([5000, 20_000]);
});

test('a fault replaces status, bytes or content of a path', async () => {
  const upstream = await upstreamWith();
  const statusAt = async (path: string) => (await fetch(`${upstream.url}/${path}`)).status;
  upstream.fault({path: /runc/, status: 503});
  upstream.fault({path: 'arm64/kubelet', flip: -1});
  upstream.fault({path: 'amd64/kubelet', content: 'other'});
  expect(await statusAt(RUNC)).toBe(503);
  expect(await digestAt(upstream, KUBELET)).toBe(sha256('other'));
  expect(await digestAt(upstream, KUBELET.replace('amd64', 'arm64'))).not.toBe(
    locked(upstream, 'kubelet', 'arm64').sha256,
  );
  upstream.reset();
  expect(await digestAt(upstream, KUBELET)).toBe(locked(upstream, 'kubelet').sha256);
});

test('a redirect leads to another host, which needs no token', async () => {
  const upstream = await upstreamWith({token: 'secret'});
  upstream.fault({path: '/kubelet', redirect: 'localhost'});
  const response = await fetch(`${upstream.url}/${KUBELET}`, {headers: {authorization: 'Bearer secret'}});
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  expect(upstream.requests.map(({host, hasCredentials}) => [host.split(':')[0], hasCredentials])).toEqual([
    ['127.0.0.1', true],
    ['localhost', false],
  ]);
});

test('the mirror in files has the bytes of the server', async () => {
  const upstream = await upstreamWith();
  const folder = await mkdtemp(join(tmpdir(), 'quorate-mirror-'));
  try {
    await upstream.writeMirror(folder);
    expect(sha256(await readFile(join(folder, KUBELET)))).toBe(locked(upstream, 'kubelet').sha256);
    expect(sha256(await readFile(join(folder, ETCD)))).toBe(await digestAt(upstream, ETCD));
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
});

test('through the proxy, upstream answers under the names of its hosts, with a certificate of its CA', async () => {
  const upstream = await upstreamWith({tls: true});
  const proxy = await startProxy({to: upstream, credentials: {username: 'u', password: 'p'}});
  opened.push(proxy);
  const tunnel = async (credentials: string): Promise<readonly [number | undefined, Socket]> => {
    const headers = {'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`};
    const asked = request({port: proxy.port, method: 'CONNECT', path: 'dl.k8s.io:443', headers}).end();
    const [{statusCode}, socket] = await once(asked, 'connect');
    return [statusCode, socket];
  };
  expect((await tunnel('u:wrong'))[0]).toBe(407);
  const [status, socket] = await tunnel('u:p');
  expect(status).toBe(200);
  const createConnection = () => connect({socket, servername: 'dl.k8s.io', ca: upstream.ca});
  const asked = request({host: 'dl.k8s.io', path: '/release/stable.txt', createConnection}).end();
  const [response] = await once(asked, 'response');
  expect(Buffer.concat(await response.toArray()).toString()).toBe('v1.36.3');
  expect(proxy.requests).toEqual([
    {line: 'CONNECT dl.k8s.io:443', isPermitted: false},
    {line: 'CONNECT dl.k8s.io:443', isPermitted: true},
  ]);
});
