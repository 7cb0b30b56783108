import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openOrigin} from '../../../../src/io/bundle/download/open-origin.js';
import type {Origin} from '../../../../src/io/bundle/download/origin.js';
import {startUpstream, type Upstream} from '../../../support/upstream-fixture.js';
import {afterTest, closeAfterEach, serving} from './local-server.js';

const STABLE = 'dl.k8s.io/release/stable-1.36.txt';
const INDEX = 'registry.k8s.io/v2/pause/manifests/3.10.2';
const ACCEPT = ['application/vnd.oci.image.index.v1+json'];

closeAfterEach();

const origin = async (from: string, authorization?: string): Promise<Origin> => {
  const opened = await openOrigin(from, {env: {}, signal: new AbortController().signal, authorization});
  afterTest(opened.close);
  return opened;
};

describe('an origin is', () => {
  test.each([
    ['upstream', 'https://dl.k8s.io/release/stable-1.36.txt'],
    ['https://files.example.com/k8s', 'https://files.example.com/k8s/dl.k8s.io/release/stable-1.36.txt'],
    ['https://files.example.com/k8s//', 'https://files.example.com/k8s/dl.k8s.io/release/stable-1.36.txt'],
    ['http://10.0.0.5:8480', 'http://10.0.0.5:8480/dl.k8s.io/release/stable-1.36.txt'],
    ['/srv/mirror', '/srv/mirror/dl.k8s.io/release/stable-1.36.txt'],
  ])('%s, where a path is %s', async (from, name) => {
    expect((await origin(from)).nameOf(STABLE)).toBe(name);
  });

  test.each([
    'https://user:sesame@files.example.com/k8s',
    'ftp://files.example.com',
    'https://files.example.com/?token=sesame',
    'https://files.example.com/#k8s',
    'http://',
  ])('not %s, which is not repeated', async from => {
    await expect(origin(from)).rejects.toMatchObject({
      code: 'usage/from',
      message: expect.not.stringContaining('sesame'),
    });
  });
});

test.each(['', ' '])('an origin is not "%s"', async from => {
  await expect(origin(from)).rejects.toMatchObject({code: 'usage/from'});
});

test.each([
  ['names 0 bytes for HEAD and the size for GET', 0, 2000],
  ['names no size for HEAD', undefined, 2000],
])('a server that %s is believed for GET', async (_title, head, get) => {
  const url = await serving(({method}, response) => {
    const size = method === 'HEAD' ? head : get;
    if (size !== undefined) response.setHeader('content-length', size);
    response.end(method === 'HEAD' ? undefined : Buffer.alloc(get));
  });
  expect(await (await origin(url)).size('x')).toBe(get);
});

test('an empty file is refused, of a server and of a folder', async () => {
  const url = await serving((_request, response) => response.setHeader('content-length', 0).end());
  const folder = await mkdtemp(join(tmpdir(), 'quorate-mirror-'));
  afterTest(() => rm(folder, {recursive: true}));
  await writeFile(join(folder, 'x'), '');
  for (const from of [url, folder])
    await expect((await origin(from)).size('x')).rejects.toMatchObject({code: 'download/wrong-size'});
});

describe.each(['evil:99999999/x', 'a:b/x', ':80/x', '[/x'])('the path %s', path => {
  test('is no URL of upstream, and is refused before a request', async () => {
    const upstream = await origin('upstream');
    for (const asking of [upstream.size(path), upstream.open(path, 0), upstream.read(path, {most: 1})])
      await expect(asking).rejects.toMatchObject({code: 'download/url', message: expect.stringContaining(path)});
  });
});

describe('a folder', () => {
  let upstream: Upstream;
  let folder: string;
  beforeAll(async () => {
    upstream = await startUpstream({arches: ['amd64']});
    folder = await mkdtemp(join(tmpdir(), 'quorate-mirror-'));
    await upstream.writeMirror(folder);
  });
  afterAll(async () => {
    await upstream.close();
    await rm(folder, {recursive: true});
  });

  test('has the same files as the server, without a request', async () => {
    const [local, remote] = [await origin(folder), await origin(upstream.url)];
    expect(await local.read(STABLE, {most: 100})).toEqual({body: Buffer.from('v1.36.3')});
    expect(await local.size(STABLE)).toBe(await remote.size(STABLE));
    expect((await local.read(INDEX, {most: 10_000})).body).toEqual((await remote.read(INDEX, {most: 10_000})).body);
    expect([local.requests(), remote.requests()]).toEqual([0, 2]);
  });

  test('says which file it does not have', async () => {
    const missing = {code: 'download/not-found', message: expect.stringContaining(join(folder, 'dl.k8s.io/x'))};
    const local = await origin(folder);
    await expect(local.size('dl.k8s.io/x')).rejects.toMatchObject(missing);
    await expect(local.read('dl.k8s.io/x', {most: 1})).rejects.toMatchObject(missing);
    await expect(local.open('dl.k8s.io/x', 0)).rejects.toMatchObject(missing);
    await expect(local.size('dl.k8s.io')).rejects.toMatchObject({code: 'artifacts/unreadable'});
  });

  test('is not read beyond the limit', async () => {
    await writeFile(join(folder, 'large'), Buffer.alloc(2000));
    await expect((await origin(folder)).read('large', {most: 1000})).rejects.toMatchObject({
      code: 'download/wrong-size',
    });
    expect(await readdir(folder)).toContain('large');
  });
});

describe('the size of a file', () => {
  test.each([405, 403, 501])('is read by GET where HEAD is answered with %i', async status => {
    const methods: unknown[] = [];
    const url = await serving((request, response) => {
      methods.push(request.method);
      if (request.method === 'HEAD') response.writeHead(status).end();
      else response.writeHead(200, {'content-length': 5_000_000}).end(Buffer.alloc(5_000_000));
    });
    expect(await (await origin(url)).size('x')).toBe(5_000_000);
    expect(methods).toEqual(['HEAD', 'GET']);
  });

  test('is unknown where the server does not name it', async () => {
    const url = await serving((_request, response) => {
      response.write('x');
      response.end();
    });
    expect(await (await origin(url)).size('x')).toBeUndefined();
  });
});

test('a small file is not read beyond its limit', async () => {
  const url = await serving((_request, response) => void response.end(Buffer.alloc(100_000)));
  await expect((await origin(url)).read('x', {most: 1000})).rejects.toMatchObject({code: 'download/wrong-size'});
});

describe('a registry that wants a token', () => {
  test('gets one from its server for tokens, once for a repository', async () => {
    const upstream = await startUpstream({arches: ['amd64'], token: 'sesame'});
    afterTest(upstream.close);
    const mirror = await origin(upstream.url, 'Bearer sesame');
    await mirror.read(INDEX, {most: 10_000, accept: ACCEPT});
    await mirror.read(INDEX, {most: 10_000, accept: ACCEPT});
    expect(upstream.requests.every(({hasCredentials, status}) => hasCredentials && status === 200)).toBe(true);
  });

  test('without credentials is refused', async () => {
    const upstream = await startUpstream({arches: ['amd64'], token: 'sesame'});
    afterTest(upstream.close);
    await expect((await origin(upstream.url)).read(INDEX, {most: 10_000})).rejects.toMatchObject({
      code: 'download/denied',
    });
    await expect((await origin(upstream.url)).size(STABLE)).rejects.toMatchObject({code: 'download/denied'});
  });

  /** As registry.k8s.io and docker.io do: tokens without credentials, from another host. */
  const registry = async (answer: string, status = 200) => {
    const seen: {readonly url: string | undefined; readonly authorization: string | undefined}[] = [];
    const note = (request: {
      readonly url?: string | undefined;
      readonly headers: {authorization?: string | undefined};
    }) => seen.push({url: request.url, authorization: request.headers.authorization});
    const tokens = await serving((request, response) => {
      note(request);
      response.writeHead(status).end(answer);
    });
    const url = await serving((request, response) => {
      note(request);
      if (request.headers.authorization === 'Bearer T0K') return void response.end('{}');
      const challenge = `Bearer realm="${tokens}/token?a=b",service="reg.example",scope="repository:pause:pull"`;
      response.writeHead(401, {'www-authenticate': challenge}).end();
    });
    return {url, seen};
  };

  test.each([['{"token": "T0K"}'], ['{"access_token": "T0K", "expires_in": 300}']])('accepts %s', async answer => {
    const {url, seen} = await registry(answer);
    const mirror = await origin(url, 'Bearer sesame');
    expect((await mirror.read('registry.k8s.io/v2/pause/manifests/1', {most: 10})).body.toString()).toBe('{}');
    expect((await mirror.read('registry.k8s.io/v2/pause/blobs/sha256:00', {most: 10})).body.toString()).toBe('{}');
    expect(seen.map(({authorization}) => authorization)).toEqual([
      'Bearer sesame',
      undefined,
      'Bearer T0K',
      'Bearer T0K',
    ]);
    expect(seen[1]?.url).toBe('/token?a=b&service=reg.example&scope=repository%3Apause%3Apull');
  });

  test.each([
    ['an error', '{"token": "T0K"}', 403],
    ['no token', '{}', 200],
    ['a login page', '<html>', 200],
    ['a token with a line break', '{"token": "T0K\\r\\nX: y"}', 200],
    ['a very long answer', `{"token": "${'x'.repeat(100_000)}"}`, 200],
  ])('is refused when the server for tokens sends %s', async (_title, answer, status) => {
    const {url} = await registry(answer, status);
    await expect((await origin(url)).read('registry.k8s.io/v2/pause/manifests/1', {most: 10})).rejects.toMatchObject({
      code: 'download/denied',
      message: expect.stringContaining(`${url}/registry.k8s.io/v2/pause/manifests/1`),
    });
  });
});
