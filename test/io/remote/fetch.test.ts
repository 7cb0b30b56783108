import {once} from 'node:events';
import {readdirSync, statSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {pathOf} from '../../../src/core/artifacts/install-paths.js';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {startProxy, startUpstream, type Upstream, type UpstreamOptions} from '../../support/upstream-fixture.js';
import {TestHost} from './test-host.js';

const WITHOUT_WGET = ['wget'];
const WITHOUT_CURL = ['curl'];
const PROGRAMS = [
  {name: 'curl', without: WITHOUT_WGET},
  {name: 'wget', without: WITHOUT_CURL},
] as const;

let host: TestHost;
let upstream: Upstream;
const opened: {close(): Promise<void>}[] = [];
beforeEach(() => {
  host = new TestHost();
});
afterEach(async () => {
  host.remove();
  await Promise.all(opened.splice(0).map(each => each.close()));
});

async function withUpstream(options: UpstreamOptions = {}): Promise<void> {
  upstream = await startUpstream({arches: ['amd64'], ...options});
  opened.push(upstream);
  host.downloads = {base: `${upstream.url}/`, connectSeconds: 20, stallSeconds: 10};
}

const artifact = (name: string): Artifact => upstream.lock.artifacts.find(each => each.name === name)!;
const placed = (name: string) => ({artifact: artifact(name), path: pathOf(artifact(name))});
const fetching = (...names: readonly string[]) => host.port.fetch(names.map(placed));
const around = (name: string) => readdirSync(host.at(pathOf(artifact(name)).replace(/\/[^/]+$/, '')));
const modeOf = (name: string) => statSync(host.at(pathOf(artifact(name)))).mode & 0o777;
const gets = () => upstream.requests.filter(({method}) => method === 'GET');

async function digestsOnHost(...names: readonly string[]) {
  const {files} = await host.port.facts({
    ...EMPTY_QUERY,
    paths: names.map(name => pathOf(artifact(name))),
  });
  return names.map(name => files.get(pathOf(artifact(name)))?.digest);
}
const digests = (...names: readonly string[]) => names.map(name => artifact(name).sha256);

describe.each(PROGRAMS.flatMap(program => (['sh', 'bash'] as const).map(shell => ({...program, shell}))))(
  'with $name, in $shell,',
  ({without, shell}) => {
    beforeEach(() => {
      host.without = without;
      host.shell = shell;
    });

    test('binaries, members of archives and images are installed, each file is downloaded once', async () => {
      await withUpstream();
      const names = ['kubelet', 'etcd', 'etcdctl', 'etcdutl', 'bridge', 'portmap', 'pause', 'coredns'];
      await fetching(...names);
      expect(await digestsOnHost(...names)).toEqual(digests(...names));
      expect([modeOf('kubelet'), modeOf('etcd'), modeOf('pause')]).toEqual([0o755, 0o755, 0o644]);
      expect(around('etcd').toSorted()).toEqual(['etcd', 'etcdctl', 'etcdutl']);
      expect(around('pause')).toEqual(['pause.tar']);
      expect(gets().map(({path}) => path.replace(/.*\//, '').replace(/[0-9a-f]{64}/, '…'))).toEqual([
        'kubelet',
        'etcd-v3.6.16-linux-amd64.tar.gz',
        'cni-plugins-linux-amd64-v1.9.1.tgz',
        ...['sha256:…', 'sha256:…', 'sha256:…', 'sha256:…'],
      ]);
      expect(gets().every(({hasCredentials}) => !hasCredentials)).toBe(true);
      const owned = host.text('/var/lib/quorate/owned');
      for (const name of names) expect(owned).toContain(`${pathOf(artifact(name))}\n`);
      expect(readdirSync(host.at('/run')).filter(name => name.startsWith('quorate-download'))).toEqual([]);
    });

    test('an interrupted transfer continues with the next byte', async () => {
      await withUpstream({size: 1_000_000});
      upstream.fault({path: '/kubelet', cut: 300_000, times: 1});
      await fetching('kubelet');
      expect(await digestsOnHost('kubelet')).toEqual(digests('kubelet'));
      expect(gets().map(({range}) => range)).toEqual([undefined, 'bytes=300000-']);
    });
  },
);

describe.each(PROGRAMS)('with $name,', ({name: program, without}) => {
  beforeEach(() => {
    host.without = without;
  });

  const untouched = (name: string) => {
    expect(host.exists(pathOf(artifact(name)))).toBe(false);
    expect(around(name)).toEqual([]);
  };

  test.each([
    {fault: {status: 404}, code: 'hosts/fetch-not-found', requests: 1},
    {fault: {status: 403}, code: 'hosts/fetch-denied', requests: 1},
    {fault: {status: 401}, code: 'hosts/fetch-denied', requests: 1},
    {fault: {status: 503}, code: 'hosts/fetch-status', requests: 3},
    {fault: {unanswered: true}, code: 'hosts/fetch-timeout', requests: 3},
  ] as const)('$fault is reported as $code, with host and URL', async ({fault, code, requests}) => {
    await withUpstream();
    host.downloads = {...host.downloads!, stallSeconds: 1};
    upstream.fault({path: '/kubelet', ...fault});
    const url = `${upstream.url}/dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet`;
    await expect(fetching('runc', 'kubelet')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(`^cp-1: Downloading ${url}: `),
    });
    expect(gets().filter(({path}) => path.endsWith('/kubelet'))).toHaveLength(requests);
    untouched('kubelet');
    // What came before it is in place.
    expect(await digestsOnHost('runc')).toEqual(digests('runc'));
  });

  test('a transfer that stops is continued with the next byte', async () => {
    await withUpstream({size: 400_000});
    host.downloads = {...host.downloads!, stallSeconds: 1};
    upstream.fault({path: '/kubelet', hang: 300_000});
    await fetching('kubelet');
    await complete('kubelet');
    expect(gets().map(({range}) => range)).toEqual([undefined, expect.stringMatching(/^bytes=[23]\d{5}-$/)]);
  });

  test('a transfer that ends early again and again is given up, and keeps its part', async () => {
    await withUpstream();
    upstream.fault({path: '/kubelet', cut: 1000});
    await expect(fetching('kubelet')).rejects.toMatchObject({code: 'hosts/fetch-connection-lost'});
    expect(gets().map(({range}) => range)).toEqual([undefined, 'bytes=1000-', 'bytes=2000-']);
    upstream.reset();
    await fetching('kubelet');
    expect(gets().map(({range}) => range)).toEqual(['bytes=3000-']);
    await complete('kubelet');
  });

  test('redirects to themselves, and to other protocols, are not followed', async () => {
    await withUpstream();
    const server = createServer(({url}, response) => {
      response.writeHead(302, {location: url!.includes('kubelet') ? url : 'ftp://127.0.0.1/runc'}).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push({close: async () => void server.close()});
    host.downloads = {...host.downloads!, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`};
    for (const name of ['kubelet', 'runc'])
      await expect(fetching(name)).rejects.toMatchObject({code: 'hosts/fetch-redirects'});
  });

  test('a server that cannot be reached, or resolved, is reported as such', async () => {
    await withUpstream();
    host.downloads = {base: 'http://127.0.0.1:1/', connectSeconds: 2, stallSeconds: 5};
    await expect(fetching('kubelet')).rejects.toMatchObject({code: 'hosts/fetch-unreachable'});
    host.downloads = {...host.downloads, base: 'http://files.invalid/'};
    await expect(fetching('kubelet')).rejects.toMatchObject({code: 'hosts/fetch-dns'});
  });

  test('a part of other content is deleted, and the download starts once more from zero', async () => {
    await withUpstream({size: 1_000_000});
    upstream.fault({path: '/kubelet', content: Buffer.alloc(1_000_000), times: 1});
    upstream.fault({path: '/kubelet', cut: 10, times: 1});
    host.write(`${pathOf(artifact('kubelet'))}.quorate-tmp-${digests('kubelet')[0]}`, Buffer.alloc(500_000));
    await fetching('kubelet');
    expect(await digestsOnHost('kubelet')).toEqual(digests('kubelet'));
    expect(gets().map(({range}) => range)).toEqual(['bytes=500000-', undefined, 'bytes=10-']);
    expect(around('kubelet')).toEqual(['kubelet']);
  });

  test.each([
    {what: 'a binary', path: '/kubelet', name: 'kubelet'},
    {what: 'an archive', path: '/etcd-v3.6.16-linux-amd64.tar.gz', name: 'etcdctl'},
    {what: 'a layer of an image', path: /v2\/pause\/blobs/, name: 'pause'},
  ])('a wrong byte in $what is refused with URL and both digests, and nothing is installed', async ({path, name}) => {
    await withUpstream();
    upstream.fault({path, flip: -1});
    const {source} = artifact(name);
    const digest = source?.kind === 'file' ? source.sha256 : source!.blobs[2]!.sha256;
    await expect(fetching(name)).rejects.toMatchObject({
      code: 'hosts/fetch-wrong-content',
      message: expect.stringMatching(new RegExp(`cp-1: .*${upstream.url}.* is [0-9a-f]{64}, not ${digest}`)),
    });
    untouched(name);
  });

  test('an answer that is longer, or shorter, than the lock file says is refused', async () => {
    await withUpstream();
    for (const size of [1_000_000, 10_000]) {
      upstream.fault({path: '/kubelet', content: Buffer.alloc(size)});
      await expect(fetching('kubelet')).rejects.toMatchObject({code: 'hosts/fetch-wrong-content'});
      untouched('kubelet');
      upstream.reset();
    }
  });

  test('a wrong byte in a member is refused although the archive is as the lock file says', async () => {
    await withUpstream({tamper: ['etcdctl']});
    await expect(fetching('etcd', 'etcdctl')).rejects.toMatchObject({
      code: 'hosts/fetch-wrong-content',
      message: expect.stringContaining(`not ${digests('etcdctl')[0]}`),
    });
    untouched('etcd');
  });

  test('redirects are followed, and the credentials go to the first host only', async () => {
    await withUpstream({token: 'secret'});
    host.downloads = {...host.downloads!, authorization: 'Bearer secret'};
    upstream.fault({path: '/kubelet', redirect: 'localhost'});
    await fetching('kubelet');
    expect(await digestsOnHost('kubelet')).toEqual(digests('kubelet'));
    expect(gets().map(({host: to, hasCredentials}) => [to.replace(/:.*/, ''), hasCredentials])).toEqual([
      ['127.0.0.1', true],
      ['localhost', false],
    ]);
  });

  test('the credentials are in no argument, and in no file afterwards', async () => {
    await withUpstream({token: 'to"ken\\$HOME'});
    host.downloads = {...host.downloads!, authorization: 'Bearer to"ken\\$HOME'};
    host.command(program, `printf '%s\\n' "$@" >>"$ROOT/calls"\nexec /usr/bin/${program} "$@"`);
    await fetching('kubelet');
    expect(host.text('/calls')).toContain(program === 'curl' ? '--config' : '--input-file');
    expect(host.text('/calls')).not.toMatch(/to.ken/);
    expect(host.text('/calls')).not.toContain(upstream.url);
    expect(readdirSync(host.at('/run')).filter(name => name.startsWith('quorate-download'))).toEqual([]);
  });

  test('a private CA is trusted if it is sent, and refused otherwise', async () => {
    await withUpstream({tls: true});
    await expect(fetching('kubelet')).rejects.toMatchObject({code: 'hosts/fetch-tls'});
    untouched('kubelet');
    host.downloads = {...host.downloads!, certificates: Buffer.from(upstream.ca)};
    await fetching('kubelet', 'pause');
    expect(await digestsOnHost('kubelet', 'pause')).toEqual(digests('kubelet', 'pause'));
  });

  test('a proxy is used for what noProxy does not exempt; one that wants credentials is reported', async () => {
    await withUpstream({tls: true});
    const proxy = await startProxy({to: upstream});
    const closed = await startProxy({to: upstream, credentials: {username: 'u', password: 'p'}});
    opened.push(proxy, closed);
    const through = ({url}: {readonly url: string}, noProxy: readonly string[] = []) => ({
      ...{base: 'https://', connectSeconds: 2, stallSeconds: 5, certificates: Buffer.from(upstream.ca)},
      proxy: {http: url, https: url, noProxy},
    });
    host.downloads = through(closed);
    await expect(fetching('runc')).rejects.toMatchObject({code: 'hosts/fetch-proxy'});
    host.downloads = through(proxy);
    await fetching('runc', 'pause');
    expect(await digestsOnHost('runc', 'pause')).toEqual(digests('runc', 'pause'));
    expect(proxy.requests.map(({line}) => line)).toContain('CONNECT github.com:443');
    proxy.requests.length = 0;
    host.downloads = {...through(proxy, ['127.0.0.1']), base: `${upstream.url}/`};
    await fetching('kubelet');
    expect(proxy.requests).toEqual([]);
  });

  test('the source check asks for headers only, and says what fails', async () => {
    await withUpstream({token: 'secret'});
    host.downloads = {...host.downloads!, authorization: 'Bearer secret'};
    const url = (path: string) => `${upstream.url}/dl.k8s.io/release/v1.36.3/bin/linux/amd64/${path}`;
    expect(await host.port.checkSources([url('kubelet'), url('kubectl')])).toEqual([]);
    expect(upstream.requests.map(({method, hasCredentials}) => [method, hasCredentials])).toEqual([
      ['HEAD', true],
      ['HEAD', true],
    ]);
    expect(await host.port.checkSources([url('kubelet'), url('kubelets'), 'http://127.0.0.1:1/x'])).toMatchObject([
      {url: url('kubelets'), reason: 'not-found'},
      {url: 'http://127.0.0.1:1/x', reason: 'unreachable'},
    ]);
    upstream.requests.length = 0;
    upstream.fault({path: '/kubectl', redirect: 'localhost'});
    expect(await host.port.checkSources([url('kubectl')])).toEqual([]);
    expect(upstream.requests.map(({host: to, hasCredentials}) => [to.replace(/:.*/, ''), hasCredentials])).toEqual([
      ['127.0.0.1', true],
      ['localhost', false],
    ]);
    upstream.reset();
    host.downloads = {...host.downloads!, authorization: 'Bearer other'};
    expect(await host.port.checkSources([url('kubelet')])).toMatchObject([{reason: 'denied'}]);
    expect(host.exists('/var/lib/quorate')).toBe(false);
    expect(host.exists('/opt')).toBe(false);
    expect(host.exists('/run/quorate')).toBe(false);
  });

  test('a run whose script is killed during a transfer is completed by the next one, which continues it', async () => {
    await withUpstream({size: 1_000_000});
    host.downloads = {...host.downloads!, stallSeconds: 60};
    upstream.fault({path: '/kubelet', hang: 500_000, times: 1});
    // The program that downloads is not killed.
    const first = fetching('kubelet', 'pause').catch(error => error);
    while (host.received.length === 0) await setTimeout(50);
    const exited = once(host.running!, 'exit');
    process.kill(host.running!.pid!, 'SIGKILL');
    await exited;
    await fetching('kubelet', 'pause');
    expect(await first).toMatchObject({code: 'hosts/command-failed'});
    await complete('kubelet', 'pause');
    expect(gets()[1]?.range).toMatch(/^bytes=[45]\d{5}-$/);
    expect(host.received[0]).toEqual(['kubelet', expect.any(Number), 1_000_000]);
  });
});

/** Installed, and without leftovers. */
async function complete(...names: readonly string[]): Promise<void> {
  expect(await digestsOnHost(...names)).toEqual(digests(...names));
  for (const name of names) expect(around(name).filter(file => file.includes('quorate-tmp'))).toEqual([]);
  expect(readdirSync(host.at('/run')).filter(file => file.startsWith('quorate-download'))).toEqual([]);
}

test.each(['curl', 'openssl', 'tar', 'chmod', 'sync', 'mv', 'cat'])(
  'a loss of power at any %s leaves complete files, and the next run succeeds without leftovers',
  async step => {
    await withUpstream();
    const names = ['kubelet', 'etcd', 'etcdctl', 'pause'];
    const original = `exec /usr/bin/env PATH=/usr/bin:/bin ${step} "$@"`;
    const missing = async () => {
      host.command(step, original);
      const found = await digestsOnHost(...names);
      expect(found.every((digest, at) => digest === undefined || digest === artifact(names[at]!).sha256)).toBe(true);
      return names.filter((_, at) => found[at] === undefined);
    };
    // At its first use, its second, and so on, until a run is through.
    let left: readonly string[] = names;
    for (let use = 1; left.length > 0; use += 1, left = await missing()) {
      expect(use).toBeLessThan(20);
      host.write('/uses', '');
      host.command(step, `echo >>"$ROOT/uses"; [ "$(wc -l <"$ROOT/uses")" != ${use} ] || kill -KILL 0; ${original}`);
      await fetching(...left).catch(error => expect(error).toMatchObject({code: 'hosts/command-failed'}));
    }
    await complete(...names);
  },
);

test('a full disk leaves nothing behind', async () => {
  await withUpstream({size: 200_000});
  host.trouble = {before: 'ulimit -f 100'};
  await expect(fetching('kubelet')).rejects.toMatchObject({code: 'hosts/disk-full'});
  expect(around('kubelet')).toEqual([]);
});

test('a host without openssl computes the digests with sha256sum', async () => {
  await withUpstream();
  host.command('openssl', 'exit 127');
  await fetching('kubelet', 'etcd', 'pause');
  await complete('kubelet', 'etcd', 'pause');
});

test('a host with neither curl nor wget, or without tar, is reported and nothing is installed', async () => {
  await withUpstream();
  host.without = ['curl', 'wget'];
  await expect(fetching('kubelet')).rejects.toMatchObject({code: 'hosts/fetch-failed'});
  host.without = ['tar'];
  await expect(fetching('etcd')).rejects.toMatchObject({code: 'hosts/fetch-failed'});
  host.without = [];
  await fetching('etcd');
  await complete('etcd');
});
