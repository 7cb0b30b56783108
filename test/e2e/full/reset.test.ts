import {mkdtemp, rm} from 'node:fs/promises';
import type {Server} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeRepository, serveRepository} from '../support/apt-repository.js';
import {artifactContent} from '../support/bundle.js';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {differences, hostPicture} from '../support/host-picture.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {without} from '../support/variants.js';
import {startWatch} from '../support/watch.js';
import {lost, startWriter} from '../support/writer.js';

const CASES = [
  {
    topology: 'stacked',
    few: without('w2'),
    hosts: ['cp1', 'cp2', 'cp3', 'w1'],
    member: 'cp3',
    others: ['cp1', 'cp2'],
    packages: ['haproxy', 'nftables'],
  },
  {
    topology: 'external',
    few: (text: string) => without('w2')(without('cp2')(text)),
    hosts: ['etcd1', 'etcd2', 'etcd3', 'cp1', 'w1'],
    member: 'etcd3',
    others: ['etcd1', 'etcd2'],
    packages: [],
  },
] as const;

const NETWORK = '10.88.54';
const GATEWAY = `${NETWORK}.1`;
const PORT = 8484;

/** What a reset leaves behind, or what changes by itself, with the reason. Everything else must be as before. */
const EXPECTED: readonly {readonly line: RegExp; readonly because: string}[] = [
  {line: /^. (path|digest .*) ?\.?\/run\/quorate/, because: 'the lock of the run that resets'},
  {line: /\/run\/quorate(\/lock(\.holder)?)?( |$)/, because: 'the lock of the run that resets'},
  {line: /\.\/run\/motd\.dynamic( |$)/, because: 'made by PAM when the test logs in as a user'},
  {line: /\.\/root\/\.kube(\/cache|\/| |$)/, because: 'the cache of the kubectl that the test runs there'},
  {line: /\/run\/xtables\.lock/, because: 'made by iptables, empty, gone with a reboot'},
  {line: /\/var\/(log|cache)\//, because: 'logs, and caches of the system'},
  {line: /\/var\/lib\/(apt|dpkg|systemd|private)\b/, because: 'package manager and systemd record their own work'},
  {line: /\/(var\/)?tmp\/systemd-private-/, because: 'private directories of the services of the system'},
  {line: /\.\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-( |$)/, because: 'copies that adduser makes'},
  {line: /^. module /, because: 'the hosts share the kernel with other labs of the machine'},
  {line: /^. sysctl (net\.netfilter|net\.nf_conntrack_max|kernel\.tainted|vm\.)/, because: 'of the shared kernel'},
];

describe.each(CASES)('$topology:', ({topology, few, hosts, member, others, packages}) => {
  let cluster: LabCluster;
  let file: string;
  let folder: string;
  let server: Server | undefined;
  const before = new Map<string, readonly string[]>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quorate-apt-'));
    file = await changedExample(topology, text => asLab(`reset-${topology}`, NETWORK)(few(text)));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    if (packages.length > 0) await onlyFromRepository();
    for (const host of hosts) before.set(host, await hostPicture(cluster, host));
    await succeed(['apply', '-c', file]);
  }, 3_600_000);

  afterAll(async () => {
    server?.close();
    await cluster?.lab.down();
    await rm(folder, {recursive: true, force: true});
  });

  async function onlyFromRepository(): Promise<void> {
    for (const host of hosts) {
      await cluster.on(host, 'sh', '-c', `apt-get -y purge --autoremove ${packages.join(' ')} >/dev/null 2>&1`);
      await cluster.onWith(
        `deb [trusted=yes] http://${GATEWAY}:${PORT} ./\n`,
        host,
        ...['sh', '-c', 'rm -f /etc/apt/sources.list.d/*; cat >/etc/apt/sources.list'],
      );
    }
    const status = await cluster.on('w1', 'cat', '/var/lib/dpkg/status');
    const suite = (await cluster.on('w1', 'sh', '-c', '. /etc/os-release; echo $VERSION_CODENAME')).trim();
    await makeRepository(folder, {suite, packages: [...packages], status});
    server = await serveRepository(folder, GATEWAY, PORT);
  }

  /** Pods on every node, with a port of the host, volumes and a Service with a port of the nodes. */
  async function openWorkload(): Promise<void> {
    const {artifact, content} = await artifactContent('agnhost');
    for (const node of await readyNodes(cluster))
      await cluster.lab.exec(node, ['/opt/quorate/bin/ctr', '-n', 'k8s.io', 'images', 'import', '-'], {stdin: content});
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(workload(artifact.image!)));
    await cluster.kubectl(['rollout', 'status', 'daemonset/everywhere', '--timeout=180s']);
  }

  /** How often the command was killed, at its first operations each time, before it was left to its end. */
  const killed = (words: readonly string[]): Promise<number> =>
    killedUntilDone([...words, '-c', file], 4, async () => {}, ['1:sent', '2:sent', '1:after', '2:before']);

  /** @throws with what differs from the picture before the first `apply`. */
  async function expectAsBefore(host: string): Promise<void> {
    const found = differences(before.get(host)!, await hostPicture(cluster, host));
    const unexpected = found.filter(each => !EXPECTED.some(({line}) => line.test(each)));
    expect.soft(unexpected.slice(0, 80), `${host}: ${unexpected.length} differences`).toEqual([]);
  }

  test('a worker is taken out by a reset that is killed and run again, and is as before apply', async () => {
    await openWorkload();
    expect.soft(await killed(['reset', 'w1', '--confirm', `reset-${topology}`])).toBeGreaterThan(1);
    expect.soft(await readyNodes(cluster)).not.toContain('w1');
    await expectAsBefore('w1');
    await succeed(['apply', '-c', file]);
    expect(await readyNodes(cluster)).toContain('w1');
  });

  test('the host of a member is taken out in the same way, and no acknowledged write is lost', async () => {
    // The only API server of an external etcd restarts, because its etcd endpoints change, and ends all watches.
    const url = 'https://127.0.0.1:6443';
    const watch = topology === 'stacked' ? await startWatch(cluster, 'cp1', 'reset', url) : undefined;
    const writer = await startWriter(cluster, 'w1', 'reset');
    await writer.acknowledges(5);
    expect.soft(await killed(['reset', member, '-y', '--accept-reduced-tolerance'])).toBeGreaterThan(1);
    await writer.acknowledges(5);
    await cluster.kubectl(['create', 'configmap', 'after-the-reset']);
    await watch?.sees('after-the-reset');
    const asked = await writer.stop();
    await cluster.on('cp1', 'sh', '-c', 'systemctl stop watch-reset 2>/dev/null; rm -rf /run/watch-reset');
    console.log(`${topology}: longest gap of the writer ${asked.longestGapMs} ms`);
    expect.soft(await lost(cluster, asked)).toEqual([]);
    expect.soft((await members(cluster, others[0])).map(({name}) => name)).toEqual(others);
    await expectAsBefore(member);
    await succeed(['apply', '-c', file]);
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  });

  test('a dry run of a reset lists everything and changes nothing', async () => {
    await cluster.on(
      'w1',
      'sh',
      '-c',
      'echo "# mine" >>/etc/sysctl.d/90-quorate.conf; echo own >/etc/kubernetes/pki/own.crt',
    );
    const {stdout} = await succeed(['reset', '--all', '--dry-run', '--json', '-c', file]);
    const {ran, holdings} = JSON.parse(stdout);
    expect(ran).toBe(false);
    expect(holdings.map(({host}: {readonly host: string}) => host).toSorted()).toEqual([...hosts].toSorted());
    expect(holdings.find(({host}: {readonly host: string}) => host === 'w1').kept).toEqual({
      edited: ['/etc/sysctl.d/90-quorate.conf'],
      foreign: ['/etc/kubernetes/pki/own.crt'],
    });
    expect(await readyNodes(cluster)).toContain('w1');
    console.log((await succeed(['reset', 'w1', '--dry-run', '-c', file])).stdout);
  });

  test('a reset of all hosts that is killed and run again leaves them as before, and a new cluster can be built', async () => {
    const {code} = await quorate(['reset', '--all', '--confirm', 'another', '-c', file]);
    expect(code).toBe(2);
    expect.soft(await killed(['reset', '--all', '-y'])).toBeGreaterThan(1);
    expect(await cluster.on('w1', 'cat', '/var/lib/quorate-kept/etc/sysctl.d/90-quorate.conf')).toContain('# mine');
    await cluster.on(
      'w1',
      'sh',
      '-c',
      'cat /etc/kubernetes/pki/own.crt && rm -r /var/lib/quorate-kept /etc/kubernetes',
    );
    for (const host of hosts) await expectAsBefore(host);
    await succeed(['apply', '-c', file]);
    await eventually('all nodes are Ready', async () => (await readyNodes(cluster)).includes('w1') || undefined);
    expect(await nothingToDo(file)).toBe(true);
  });
});

const workload = (image: string) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings', namespace: 'default'}, data: {word: 'x'}},
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {name: 'everywhere', namespace: 'default'},
      spec: {
        selector: {matchLabels: {app: 'everywhere'}},
        template: {
          metadata: {labels: {app: 'everywhere'}},
          spec: {
            terminationGracePeriodSeconds: 2,
            tolerations: [{operator: 'Exists'}],
            containers: [
              {
                name: 'server',
                image,
                args: ['netexec'],
                ports: [{containerPort: 8080, hostPort: 18080}],
                volumeMounts: [
                  {name: 'disk', mountPath: '/disk'},
                  {name: 'memory', mountPath: '/memory'},
                  {name: 'settings', mountPath: '/settings'},
                ],
              },
            ],
            volumes: [
              {name: 'disk', emptyDir: {}},
              {name: 'memory', emptyDir: {medium: 'Memory'}},
              {name: 'settings', configMap: {name: 'settings'}},
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'everywhere', namespace: 'default'},
      spec: {type: 'NodePort', selector: {app: 'everywhere'}, ports: [{port: 80, targetPort: 8080}]},
    },
  ],
});
