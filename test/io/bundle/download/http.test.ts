import {createServer as createTlsServer} from 'node:https';
import {createServer as createTcpServer} from 'node:net';
import {describe, expect, test} from 'vitest';
import type {Failure} from '../../../../src/core/failure.js';
import {sansOf} from '../../../../src/core/pki/alternative-names.js';
import {validityFrom} from '../../../../src/core/pki/lifetimes.js';
import {type HttpClient, type HttpSettings, openHttp} from '../../../../src/io/bundle/download/http.js';
import {testCa, testLeaf} from '../../../support/certificates.js';
import {type HttpProxy, startProxy, startUpstream, type Upstream} from '../../../support/upstream-fixture.js';
import {afterTest, closeAfterEach, closedPort, listening, serving} from './local-server.js';

closeAfterEach();

const client = async (settings: Partial<HttpSettings> = {}): Promise<HttpClient> => {
  const http = await openHttp({env: {}, signal: new AbortController().signal, ...settings});
  afterTest(http.close);
  return http;
};

const upstreamWith = async (options: Parameters<typeof startUpstream>[0]): Promise<Upstream> => {
  const upstream = await startUpstream({arches: ['amd64'], ...options});
  afterTest(upstream.close);
  return upstream;
};

const proxyWith = async (options: Parameters<typeof startProxy>[0]): Promise<HttpProxy> => {
  const proxy = await startProxy(options);
  afterTest(proxy.close);
  return proxy;
};

const textOf = async (http: HttpClient, url: string, authorization?: string): Promise<string> => {
  const {body} = await http.send({method: 'GET', url, authorization});
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable('it succeeded'),
    (error: Failure) => error,
  );

const STABLE = 'dl.k8s.io/release/stable-1.36.txt';

describe('a redirect', () => {
  test('to another host is followed, without the credentials', async () => {
    const upstream = await upstreamWith({});
    upstream.fault({path: STABLE, redirect: 'localhost'});
    const text = await textOf(await client(), `${upstream.url}/${STABLE}`, 'Bearer secret');
    expect(text.trim()).toBe('v1.36.3');
    expect(upstream.requests.map(({host, hasCredentials}) => [host.split(':')[0], hasCredentials])).toEqual([
      ['127.0.0.1', true],
      ['localhost', false],
    ]);
  });

  test('to the same host keeps the credentials', async () => {
    const seen: unknown[] = [];
    const url = await serving((request, response) => {
      seen.push([request.url, request.headers.authorization]);
      if (request.url === '/a') response.writeHead(302, {location: '/b'}).end();
      else response.end('there');
    });
    expect(await textOf(await client(), `${url}/a`, 'Bearer secret')).toBe('there');
    expect(seen).toEqual([
      ['/a', 'Bearer secret'],
      ['/b', 'Bearer secret'],
    ]);
  });

  test.each([
    ['in a circle', '/', /more than 10 times/],
    ['to a file', 'file:///etc/passwd', /redirects to file:/],
    ['to nowhere', 'http://', /no valid URL/],
  ])('%s is not followed', async (_title, location, message) => {
    const url = await serving((_request, response) => void response.writeHead(302, {location}).end());
    expect(await failureOf((await client()).send({method: 'GET', url}))).toMatchObject({
      code: 'download/redirects',
      message: expect.stringMatching(message),
    });
  });

  test('from https to http is not followed: digests would arrive unprotected', async () => {
    const ca = testCa(validityFrom(new Date(), 1));
    const {certPem: cert, keyPem: key} = testLeaf(ca, {
      subject: {commonName: 'x'},
      usages: ['server'],
      sans: sansOf('127.0.0.1'),
      ...validityFrom(new Date(), 1),
    });
    const server = createTlsServer({cert, key}, (_request, response) =>
      response.writeHead(302, {location: 'http://127.0.0.1/x?token=secret'}).end(),
    );
    const url = `https://127.0.0.1:${await listening(server)}/x`;
    const failure = await failureOf((await client({ca: Buffer.from(ca.certPem)})).send({method: 'GET', url}));
    expect(failure).toMatchObject({code: 'download/redirects', message: expect.stringContaining('from https to http')});
    expect(failure.message).not.toContain('secret');
  });
});

describe('a failure names its cause and its remedy', () => {
  test('for a name that does not exist', async () => {
    const failure = await failureOf((await client()).send({method: 'GET', url: 'http://mirror.invalid/x'}));
    expect(failure).toMatchObject({code: 'download/dns', message: expect.stringContaining('http://mirror.invalid/x')});
    expect(failure.suggestions.join()).toContain('HTTPS_PROXY');
  });

  test('for a port that is closed', async () => {
    const port = await closedPort();
    const failure = await failureOf((await client()).send({method: 'GET', url: `http://127.0.0.1:${port}/x`}));
    expect(failure).toMatchObject({code: 'download/unreachable', message: expect.stringMatching(/refused/)});
  });

  test('for a certificate of an unknown CA; with the CA the file is read', async () => {
    const upstream = await upstreamWith({tls: true});
    const url = `${upstream.url}/${STABLE}`;
    const failure = await failureOf((await client()).send({method: 'GET', url}));
    expect(failure).toMatchObject({code: 'download/tls', message: expect.stringContaining(url)});
    expect(failure.suggestions.join()).toContain('--ca FILE');
    expect((await textOf(await client({ca: Buffer.from(upstream.ca)}), url)).trim()).toBe('v1.36.3');
  });

  test('for a server that does not speak TLS', async () => {
    const url = await serving((_request, response) => void response.end());
    const failure = await failureOf((await client()).send({method: 'GET', url: url.replace('http:', 'https:')}));
    expect(failure).toMatchObject({code: 'download/tls'});
  });

  test('for a server that does not answer', async () => {
    const upstream = await upstreamWith({});
    upstream.fault({path: STABLE, unanswered: true});
    const failure = await failureOf(
      (await client({stallMs: 300})).send({method: 'GET', url: `${upstream.url}/${STABLE}`}),
    );
    expect(failure).toMatchObject({code: 'download/timeout', message: expect.stringContaining('0.3 s')});
  });

  test('for a transfer that stops', async () => {
    const upstream = await upstreamWith({size: 50_000});
    upstream.fault({path: '/kubelet', hang: 20_000});
    const [path] = upstream.paths.filter(each => each.endsWith('/kubelet'));
    const failure = await failureOf(textOf(await client({stallMs: 300}), `${upstream.url}/${path}`));
    expect(failure).toMatchObject({code: 'download/timeout'});
  });

  test('for a connection that ends in the middle', async () => {
    const upstream = await upstreamWith({size: 50_000});
    upstream.fault({path: '/kubelet', cut: 20_000});
    const [path] = upstream.paths.filter(each => each.endsWith('/kubelet'));
    expect(await failureOf(textOf(await client(), `${upstream.url}/${path}`))).toMatchObject({
      code: 'download/connection-lost',
    });
  });

  test('and does not repeat what a server says in control characters', async () => {
    const port = await listening(
      createTcpServer(socket => socket.end('HTTP/1.1 200 \x1b[31mOK\r\nContent-Length: x\x07\r\n\r\n')),
    );
    const failure = await failureOf((await client()).send({method: 'GET', url: `http://127.0.0.1:${port}/`}));
    expect(failure.message).not.toMatch(/\p{Cc}/u);
  });
});

describe('through a proxy', () => {
  test('upstream is asked by its names, with TLS to the end', async () => {
    const upstream = await upstreamWith({tls: true});
    const proxy = await proxyWith({to: upstream});
    const http = await client({env: {HTTPS_PROXY: proxy.url}, ca: Buffer.from(upstream.ca)});
    expect((await textOf(http, `https://${STABLE}`)).trim()).toBe('v1.36.3');
    expect(proxy.requests.map(({line}) => line)).toEqual(['CONNECT dl.k8s.io:443']);
    expect(upstream.requests.map(({path}) => path)).toEqual([STABLE]);
  });

  test('http is asked for with the complete URL', async () => {
    const upstream = await upstreamWith({});
    const proxy = await proxyWith({});
    const http = await client({env: {http_proxy: proxy.url}});
    expect((await textOf(http, `${upstream.url}/${STABLE}`)).trim()).toBe('v1.36.3');
    expect(proxy.requests.map(({line}) => line)).toEqual([`GET ${upstream.url}/${STABLE}`]);
  });

  test('an exempt host is asked directly', async () => {
    const upstream = await upstreamWith({});
    const http = await client({env: {http_proxy: 'http://127.0.0.1:1', no_proxy: '127.0.0.0/8'}});
    expect((await textOf(http, `${upstream.url}/${STABLE}`)).trim()).toBe('v1.36.3');
  });

  test.each(['http', 'https'])('that wants credentials, %s works with them and fails without', async scheme => {
    const upstream = await upstreamWith({tls: scheme === 'https'});
    const proxy = await proxyWith({to: upstream, credentials: {username: 'u', password: 'p@ss'}});
    const env = (address: string) => ({http_proxy: address, https_proxy: address});
    const ca = scheme === 'https' ? Buffer.from(upstream.ca) : undefined;
    const url = `${scheme}://dl.k8s.io/release/stable-1.36.txt`;
    const failure = await failureOf((await client({env: env(proxy.url), ca})).send({method: 'GET', url}));
    expect(failure).toMatchObject({code: 'download/proxy', message: expect.stringContaining('407')});
    expect(failure.suggestions.join()).toContain('USER:PASSWORD');
    const withCredentials = proxy.url.replace('http://', 'http://u:p%40ss@');
    expect((await textOf(await client({env: env(withCredentials), ca}), url)).trim()).toBe('v1.36.3');
  });

  test('that cannot be reached, the failure names the proxy and not its password', async () => {
    const port = await closedPort();
    for (const url of ['https://dl.k8s.io/x', 'http://dl.k8s.io/x']) {
      const address = `http://user:sesame@127.0.0.1:${port}`;
      const http = await client({env: {http_proxy: address, https_proxy: address}});
      const failure = await failureOf(http.send({method: 'GET', url}));
      expect(failure).toMatchObject({
        code: 'download/unreachable',
        message: expect.stringContaining(`127.0.0.1:${port}`),
      });
      expect(failure.message + failure.suggestions.join()).not.toContain('sesame');
    }
  });

  test('that does not answer, the failure is a timeout', async () => {
    const port = await listening(createTcpServer(() => {}));
    const http = await client({env: {https_proxy: `http://127.0.0.1:${port}`}, stallMs: 300});
    expect(await failureOf(http.send({method: 'GET', url: 'https://dl.k8s.io/x'}))).toMatchObject({
      code: 'download/timeout',
    });
  });
});

test('an interruption ends a request with its reason', async () => {
  const upstream = await upstreamWith({});
  upstream.fault({path: STABLE, unanswered: true});
  const controller = new AbortController();
  const http = await client({signal: controller.signal});
  const sending = failureOf(http.send({method: 'GET', url: `${upstream.url}/${STABLE}`}));
  await expect.poll(() => upstream.requests.length).toBe(1);
  controller.abort(new Error('Ctrl-C'));
  expect((await sending).message).toBe('Ctrl-C');
});
