import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parseConfig} from '../../../src/core/config/parse.js';
import {desire} from '../../../src/core/desire.js';
import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {expireEverything} from '../support/expired.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {without} from '../support/variants.js';

type Change = (text: string) => string;

const extraArg =
  (component: string, name: string, value: string): Change =>
  text =>
    `${text.trimEnd()}\n  extraArgs:\n    ${component}: [{name: ${name}, value: "${value}"}]\n`;

const labelled =
  (host: string, label: string): Change =>
  text =>
    text.replace(new RegExp(`(\\n *- name: ${host}\\n)`), `$1      labels: {${label}}\n`);

const CASES = [
  {topology: 'stacked', network: '10.88.45', etcd: ['cp1', 'cp2', 'cp3'], off: 'cp3'},
  {topology: 'external', network: '10.88.46', etcd: ['etcd1', 'etcd2', 'etcd3'], off: 'cp2'},
] as const;

async function desiredIn(file: string): Promise<DesiredCluster> {
  const parsed = parseConfig(await readFile(file, 'utf8'));
  if (!('config' in parsed)) throw new Error(`${file} is not valid`);
  return desire(parsed.config);
}

describe.each(CASES)('$topology:', ({topology, network, etcd, off}) => {
  let cluster: LabCluster;
  /** Without the second worker; with it. */
  let few: string;
  let all: string;
  let desired: DesiredCluster;
  let hosts: readonly string[];

  const file = (change: Change) => changedExample(topology, text => change(asLab(`repair-${topology}`, network)(text)));
  const lab = (verb: string, host: string) => succeed(['lab', verb, host, '-c', all]);

  beforeAll(async () => {
    [few, all] = [await file(without('w2')), await file(text => text)];
    cluster = await labCluster(all);
    await freshHosts(cluster);
    desired = await desiredIn(all);
    hosts = desired.hosts.map(({name}) => name);
    await succeed(['apply', '-c', few]);
  }, 3_600_000);

  afterAll(() => cluster?.lab.down());

  const label = (host: string, name: string) =>
    cluster.kubectl(['get', 'node', host, '-o', `jsonpath={.metadata.labels.${name}}`]);
  const activeOn = async (host: string, unit: string) =>
    (await cluster.on(host, 'sh', '-c', `systemctl is-active ${unit} || :`)).trim();

  /** All configuration of a host: paths, modes, contents and targets of links. */
  const disk = (host: string) =>
    cluster.on(
      host,
      'sh',
      '-c',
      `find /etc/etcd /etc/systemd/system /etc/kubernetes /opt/quorate/bin /var/lib/kubelet/config.yaml /var/lib/kubelet/pki \\( -type f -o -type l \\) | sort |
       while read -r path; do echo "$path $(stat -c '%a %F' "$path") $(readlink "$path") $(sha256sum <"$path")"; done
       ls -A /var/lib/quorate`,
    );
  const disks = async () => new Map(await Promise.all(hosts.map(async host => [host, await disk(host)] as const)));

  /** A run that does everything but for one host, which has no power. */
  async function leftOut(words: readonly string[], host: string): Promise<void> {
    const {code, stdout} = await quorate([...words, '--json']);
    const {error, leftOut} = JSON.parse(stdout);
    expect({
      code,
      error: error?.code,
      hosts: leftOut?.hosts?.map((each: {readonly host: string}) => each.host),
    }).toEqual({
      code: 6,
      error: 'hosts/left-out',
      hosts: [host],
    });
    expect(error.message).toContain(host);
  }

  test('with a worker off, the others are repaired, and another worker joins', async () => {
    await lab('poweroff', 'w1');
    await cluster.on('cp1', 'systemctl', 'stop', 'kube-proxy.service');
    const changed = await file(text => labelled('cp1', 'tier: front')(without('w2')(text)));
    await leftOut(['plan', '-c', changed], 'w1');
    await leftOut(['apply', '-c', changed], 'w1');
    expect(await label('cp1', 'tier')).toBe('front');
    expect(await activeOn('cp1', 'kube-proxy.service')).toBe('active');
    await leftOut(['join', 'w2', '-c', all], 'w1');
    expect(await readyNodes(cluster)).toContain('w2');
    await lab('start', 'w1');
    await eventually('w1 can be logged in to', async () =>
      (await quorate(['plan', '-c', all])).code === 6 ? undefined : true,
    );
    await succeed(['apply', '-c', all]);
    expect(await label('cp1', 'tier')).toBe('');
    expect(await nothingToDo(all)).toBe(true);
  });

  test('with a control plane off, the same', async () => {
    await succeed(['remove', 'w2', '--yes', '-c', all]);
    await lab('poweroff', off);
    await cluster.on('w1', 'systemctl', 'stop', 'kube-proxy.service');
    const changed = await file(text => labelled('w1', 'tier: back')(without('w2')(text)));
    await leftOut(['apply', '-c', changed], off);
    expect(await label('w1', 'tier')).toBe('back');
    expect(await activeOn('w1', 'kube-proxy.service')).toBe('active');
    await leftOut(['join', 'w2', '-c', all], off);
    expect(await readyNodes(cluster)).toContain('w2');
    await lab('start', off);
    await eventually('it can be logged in to', async () =>
      (await quorate(['plan', '-c', all])).code === 6 ? undefined : true,
    );
    await succeed(['apply', '-c', all]);
    expect(await nothingToDo(all)).toBe(true);
    await nothingFound(all);
  });

  test('a flag that etcd refuses reaches no disk', async () => {
    const before = await disks();
    const {code} = await refused(['apply', '-c', await file(extraArg('etcd', 'auto-compaction-mode', 'sometimes'))]);
    expect(['hosts/some-failed', 'hosts/binary-broken']).toContain(code);
    expect(await disks()).toEqual(before);
  });

  // Its service cannot write there; a trial start can.
  const bad = [
    {component: 'etcd', flag: ['log-outputs', '/root/etcd.log'], first: etcd},
    {component: 'kube-apiserver', flag: ['no-such-flag', '1'], first: ['cp1']},
    {component: 'kube-controller-manager', flag: ['no-such-flag', '1'], first: ['cp1']},
    {component: 'kubelet', flag: ['no-such-flag', '1'], first: ['cp1']},
  ] as const;

  test.each(bad)('a flag with which $component does not run is rolled back on the first host', async each => {
    const {component, flag} = each;
    const before = await disks();
    const {code, message} = await refused(['apply', '-c', await file(extraArg(component, flag[0], flag[1]))]);
    console.log(`${component}: ${message.split('\n').slice(0, 3).join(' / ')}`);
    expect(code).toBe('service/crash-loop');
    expect(message).toContain('Rolled back');
    expect(await disks()).toEqual(before);
    expect((await members(cluster, etcd[0])).filter(({started, learner}) => started && !learner)).toHaveLength(3);
    expect(await nothingToDo(all)).toBe(true);
    await nothingFound(all);
  });

  test('a good flag goes through', async () => {
    const good = await file(extraArg('etcd', 'snapshot-count', '9000'));
    await succeed(['apply', '-c', good]);
    for (const host of etcd)
      expect(await cluster.on(host, 'cat', '/etc/systemd/system/etcd.service')).toContain('9000');
    expect(await nothingToDo(good)).toBe(true);
    await succeed(['apply', '-c', all]);
  });

  test('a cluster whose certificates all expired a week ago is healed by one apply', async () => {
    await cluster.kubectl(['create', 'configmap', 'kept', '--from-literal=value=1']);
    await expireEverything(cluster, desired);
    await Promise.all(
      hosts.map(host =>
        cluster.on(
          host,
          'sh',
          '-c',
          "systemctl stop 'kube*.service' etcd.service; systemctl start --no-block etcd.service kube-apiserver.service kube-controller-manager.service kube-scheduler.service kubelet.service kube-proxy.service 2>/dev/null || :",
        ),
      ),
    );
    await eventually('etcd serves nothing', async () => {
      const {stdout, stderr} = await quorate(['plan', '-c', all]);
      return /have expired/.test(stdout + stderr) ? true : undefined;
    });
    const found = await quorate(['topology', 'check', '-c', all, '--output', 'json']);
    expect(JSON.parse(found.stdout).findings.map(({code}: {readonly code: string}) => code)).toContain('cert/expired');
    const {stderr, stdout, tookMs} = await succeed(['apply', '-c', all]);
    console.log(`healed in ${(tookMs / 1000).toFixed(1)} s`);
    expect(stdout + stderr).toMatch(/certificates on .* have expired, the first on/);
    expect(await cluster.kubectl(['get', 'configmap', 'kept', '-o', 'jsonpath={.data.value}'])).toBe('1');
    expect(await nothingToDo(all)).toBe(true);
    await nothingFound(all);
  });

  test('a flag with which etcd runs nowhere is repaired by the file without it', async () => {
    for (const host of etcd)
      await cluster.on(
        host,
        'sh',
        '-c',
        "sed -i 's/--snapshot-count=[0-9]*/--snapshot-count=x/' /etc/systemd/system/etcd.service && systemctl daemon-reload && systemctl stop etcd.service && systemctl start --no-block etcd.service",
      );
    await succeed(['apply', '-c', all]);
    expect(await cluster.kubectl(['get', 'configmap', 'kept', '-o', 'jsonpath={.data.value}'])).toBe('1');
    expect(await nothingToDo(all)).toBe(true);
    await nothingFound(all);
  });
});
