import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {hostScript} from '../../../src/io/remote/host-script.js';
import {TestHost} from './test-host.js';

const templates = await loadTemplates();
const VARIABLES = ['http', 'https', 'ftp', 'all', 'no'].flatMap(each => [
  `${each}_proxy`,
  `${each.toUpperCase()}_PROXY`,
]);

/** A port that no program may contact, and how often one did. */
let contacts = 0;
let proxy: Server;
let site: Server;
const portOf = (server: Server) => (server.address() as AddressInfo).port;
beforeAll(async () => {
  proxy = createServer(socket => {
    contacts += 1;
    socket.destroy();
  });
  site = createHttpServer((_, answer) => answer.end('a file'));
  for (const server of [proxy, site]) await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  proxy.close();
  site.close();
});

let host: TestHost;
beforeEach(() => {
  contacts = 0;
  host = new TestHost();
  const url = `http://127.0.0.1:${portOf(proxy)}`;
  host.environment = Object.fromEntries(
    VARIABLES.map(name => [name, /^no/i.test(name) ? 'nothing.example.com' : url] as const),
  );
  for (const name of ['etcdctl', 'etcdutl', 'kubectl', 'ctr'])
    host.write(`/opt/quorate/bin/${name}`, obedient(), 0o755);
  host.write('/etc/kubernetes/pki/etcd/healthcheck-client.key', '');
  host.write('/etc/kubernetes/admin.conf', '');
});
afterEach(() => host.remove());

/** A program that contacts every proxy of its environment, and notes that it ran. */
const obedient = (): string => `#!/bin/bash
echo run >>'${host.root}/ran'
for name in ${VARIABLES.filter(name => !/^no/i.test(name)).join(' ')}; do
  [ -z "\${!name}" ] || : 3<>/dev/tcp/127.0.0.1/${portOf(proxy)}
done
case "$*" in
  *'member list'*) echo '1a, started, cp1, https://127.0.0.1:1, https://127.0.0.1:1, true' ;;
esac
`;

/** Runs a script that has no prelude, with its paths below the root of the test. */
async function alone(script: string, words: string): Promise<void> {
  const text = hostScript(templates, script)
    .replaceAll('/opt/quorate/bin', host.at('/opt/quorate/bin'))
    .replaceAll('/etc/kubernetes', host.at('/etc/kubernetes'))
    .replaceAll('/var/lib/quorate', host.at('/var/lib/quorate'));
  const argv = ['sh', '-c', `set -- ${words}\n${text}`, script];
  await host.transport.exec({argv, title: script, changes: false});
}

const settle = (promise: Promise<unknown>): Promise<unknown> => promise.catch(() => undefined);
const KUBE = 'ready nodes workloads get apply pods budgets drain drain-silent cordon uncordon deprecated delete-node';

/** Each script that runs a program which can use a proxy, and what is asked of it. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  facts: async () => {
    host.write('/run/containerd/x', '');
    const socket = createServer().listen(host.at('/run/containerd/containerd.sock'));
    await settle(host.port.facts({...EMPTY_QUERY, images: ['pause:1']}));
    socket.close();
  },
  images: () => settle(host.port.importImages([{image: 'pause:1', path: '/pause.tar', digest: undefined} as never])),
  'smoke-test-etcd': () => settle(host.port.smokeTestEtcd('/opt/quorate/bin/etcdctl', ['--x=y'])),
  'verify-binaries': () => settle(host.port.verifyBinaries([{path: '/opt/quorate/bin/etcdctl', version: '1'}])),
  'etcd-change': async () => {
    for (const words of ['add-learner a b', 'promote 1a', 'remove 1a', 'move-leader 1a', 'remove-learner 1a'])
      await alone('etcd-change', words);
  },
  'etcd-data': async () => {
    host.write('/etc/systemd/system/etcd.service', '');
    host.write('/var/lib/etcd/member/snap/db', '');
    await settle(
      host.transport.exec({
        argv: ['sh', '-c', `cd '${host.root}'\n${hostScript(templates, 'etcd-data')}`, 'etcd-data'],
        title: 'etcd-data',
        changes: false,
      }),
    );
  },
  'etcd-maintain': async () => {
    for (const words of ['compact 1', 'defrag', 'disarm']) await alone('etcd-maintain', words);
  },
  'etcd-hash': () => alone('etcd-hash', '1 secrets'),
  'etcd-secret-keys': () => alone('etcd-secret-keys', ''),
  'etcd-reachable': () => alone('etcd-reachable', '1a'),
  'etcd-snapshot': () => alone('etcd-snapshot', 'take'),
  'etcd-status': async () => {
    await alone('etcd-status', '');
    host.without = ['curl'];
    await alone('etcd-status', '');
  },
  'kube-api': async () => {
    for (const verb of KUBE.split(' ')) await alone('kube-api', `${verb} cp1`);
  },
};

/**
 * They use no other programs than bash, whose connections know no proxy; those of download.sh, below; and those of a
 * package manager: packages.test.ts.
 */
const OTHERS = ['check', 'environment', 'download', 'fetch', 'fetch-check', 'network-reach'];
const OF_PACKAGES = ['packages', 'packages-record', 'packages-remove'];

describe('with every variable for proxies in the environment of the host,', () => {
  test.each(Object.entries(CALLS))('%s contacts no proxy', async (_, call) => {
    await call();
    expect(host.exists('/ran')).toBe(true);
    expect(contacts).toBe(0);
  });

  test('no script is missing above', () => {
    const using = [...templates]
      .filter(
        ([path, text]) =>
          path.startsWith('host/') && /\b(curl|wget|etcdctl|kubectl|ctr|apt-get)\b|\/dev\/tcp/.test(text),
      )
      .map(([path]) => path.replace(/^host\/|\.sh$/g, ''));
    const listed = [...Object.keys(CALLS), ...OTHERS, ...OF_PACKAGES];
    expect(using.filter(script => !listed.includes(script))).toEqual([]);
  });

  test.each([
    ['curl', ['wget']],
    ['wget', ['curl']],
  ])('%s downloads without a proxy unless spec.proxy sets one', async (_, without) => {
    host.without = without;
    const url = `http://127.0.0.1:${portOf(site)}/file`;
    host.downloads = {base: url};
    expect(await host.port.checkSources([url])).toEqual([]);
    expect(contacts).toBe(0);
    const through = `http://127.0.0.1:${portOf(proxy)}`;
    host.downloads = {base: url, proxy: {http: through, https: through, noProxy: []}};
    expect(await host.port.checkSources([url])).toHaveLength(1);
    expect(contacts).toBeGreaterThan(0);
    contacts = 0;
    host.downloads = {base: url, proxy: {http: through, https: through, noProxy: ['127.0.0.1']}};
    expect(await host.port.checkSources([url])).toEqual([]);
    expect(contacts).toBe(0);
  });
});

test.each(['sh', 'bash'])(
  'the programs that a script starts in %s see nothing of what decides whom they ask',
  shell => {
    const decisive = [
      ...VARIABLES,
      'ETCDCTL_ENDPOINTS',
      'ETCDCTL_KEY',
      'CONTAINERD_ADDRESS',
      'KUBECONFIG',
      'TAR_OPTIONS',
    ];
    const env = {
      PATH: process.env.PATH,
      ...Object.fromEntries(decisive.map(name => [name, 'x'])),
      LC_ALL: 'de_DE.UTF-8',
    };
    const {stdout} = spawnSync(shell, ['-c', `${templates.get('host/environment.sh')}\nenv`], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const names = stdout
      .toString()
      .split('\n')
      .map(line => line.split('=')[0]!);
    expect(names.filter(name => decisive.includes(name))).toEqual([]);
    expect(stdout.toString()).toContain('LC_ALL=C\n');
  },
);

test('no script is put together elsewhere, where the environment would be left out', () => {
  const sources = readdirSync('src', {recursive: true, encoding: 'utf8'}).filter(path => path.endsWith('.ts'));
  const using = sources.filter(path => /get\(\s*[`'"]host\//.test(readFileSync(`src/${path}`, 'utf8')));
  expect(using).toEqual(['io/remote/host-script.ts']);
});
