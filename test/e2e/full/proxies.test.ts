import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {EXTERNAL} from '../support/topology.js';

/** No server answers there: a program that asks it fails, whatever it asks for. */
const PROXY = 'http://192.0.2.250:3128';
const NAMES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
const LINES = NAMES.map(name => `${name}=${PROXY}`).join('\\n');

/** A proxy for every login (pam_env), and for every unit. */
async function setProxy(cluster: LabCluster, hosts: readonly string[]): Promise<void> {
  const unit = NAMES.map(name => `"${name}=${PROXY}"`).join(' ');
  for (const host of hosts) {
    await cluster.on(host, 'sh', '-c', `printf '${LINES}\\n' >>/etc/environment`);
    await cluster.on(host, 'mkdir', '-p', '/etc/systemd/system.conf.d');
    const setting = `[Manager]\nDefaultEnvironment=${unit}\n`;
    await cluster.onWith(setting, host, 'sh', '-c', 'cat >/etc/systemd/system.conf.d/proxy.conf');
    await cluster.on(host, 'systemctl', 'daemon-reload');
  }
}

describe('with a proxy in the environment of every host', () => {
  let cluster: LabCluster;
  let file: string;
  beforeAll(async () => {
    file = await changedExample('single', asLab('proxies', '10.88.44'));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await setProxy(cluster, ['cp1', 'w1', 'w2']);
  }, 3_600_000);
  afterAll(async () => {
    await cluster?.lab.down();
    await rm(dirname(file), {recursive: true, force: true});
  });

  test('apply builds a cluster as without, and topology check finds nothing', async () => {
    await succeed(['apply', '-c', file]);
    expect(await readyNodes(cluster)).toEqual(['cp1', 'w1', 'w2']);
    expect(await nothingToDo(file)).toBe(true);
    expect(await nothingFound(file)).toBe(true);
    await succeed(['kubeconfig', '-c', file]);
  });

  test('no service has the proxy', async () => {
    const services = ['etcd', 'containerd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet'];
    for (const service of services) {
      const pid = (await cluster.on('cp1', 'systemctl', 'show', '-P', 'MainPID', `${service}.service`)).trim();
      const environment = (await cluster.on('cp1', 'cat', `/proc/${pid}/environ`)).split('\0');
      expect(
        environment.filter(each => /_proxy=/i.test(each)),
        service,
      ).toEqual([]);
    }
  });
});

describe('with a proxy in the environment of the other etcd hosts', () => {
  let cluster: LabCluster;
  let file: string;
  beforeAll(async () => {
    file = await changedExample('external', asLab('proxy-lost', '10.88.45'));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
    await setProxy(cluster, ['etcd1', 'etcd3']);
  }, 3_600_000);
  afterAll(async () => {
    await cluster?.lab.down();
    await rm(dirname(file), {recursive: true, force: true});
  });

  test('remove --lost of a member that lives, and whose host only does not answer SSH, is refused', async () => {
    await cluster.on('etcd2', 'systemctl', 'stop', 'ssh.service');
    const before = await members(cluster, 'etcd1');
    expect(before).toHaveLength(Object.keys(EXTERNAL.members).length);
    const {code, stderr} = await quorate(['remove', '--lost', 'etcd2', '--yes', '-c', file]);
    expect(code, stderr).not.toBe(0);
    expect(stderr).toContain('etcd2');
    expect(await members(cluster, 'etcd1')).toEqual(before);
    await cluster.on('etcd2', 'systemctl', 'start', 'ssh.service');
    await eventually('etcd2 answers', async () => {
      await nothingFound(file);
      return true as const;
    });
  });

  test('a member whose host has no power is removed', async () => {
    await succeed(['lab', 'poweroff', 'etcd2', '-c', file]);
    const {code, stderr} = await quorate(['remove', '--lost', 'etcd2', '--yes', '-c', file]);
    expect(code, stderr).toBe(0);
    expect((await members(cluster, 'etcd1')).map(({name}) => name)).not.toContain('etcd2');
  });
});
