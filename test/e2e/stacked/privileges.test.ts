import {beforeAll, expect, test} from 'vitest';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {livingCluster} from '../support/labs.js';
import {STACKED} from '../support/topology.js';

const FILE = example('stacked');
let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await livingCluster(cluster);
}, 3_600_000);

/** What the kernel says of the process of a unit. */
async function processOf(host: string, unit: string) {
  const status = await cluster.on(
    host,
    'sh',
    '-c',
    `cat /proc/$(systemctl show -p MainPID --value ${unit}.service)/status`,
  );
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
  return {
    uid: Number(field('Uid')),
    groups: /^Groups:(.*)$/m.exec(status)?.[1]?.trim(),
    effective: field('CapEff'),
    bounding: field('CapBnd'),
    noNewPrivileges: field('NoNewPrivs'),
    seccomp: field('Seccomp'),
  };
}

const NONE = '0000000000000000';
/** CAP_NET_ADMIN and CAP_NET_RAW. */
const NETWORK = '0000000000003000';
const CONTROL_PLANES = Object.keys(STACKED.members);
const SERVICES = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

test.each(CONTROL_PLANES)('etcd and the control plane on %s run without root and without capabilities', async host => {
  const found = await Promise.all(SERVICES.map(unit => processOf(host, unit)));
  expect(found.map(({uid}) => uid)).not.toContain(0);
  expect(new Set(found.map(({uid}) => uid)).size).toBe(SERVICES.length);
  for (const each of found)
    expect(each).toMatchObject({effective: NONE, bounding: NONE, noNewPrivileges: '1', seccomp: '2'});
});

test.each(CONTROL_PLANES)('the users of services on %s can read no key and no other credentials', async host => {
  for (const user of SERVICES)
    for (const path of ['/etc/kubernetes/pki/ca.key', '/etc/kubernetes/admin.conf', '/etc/kubernetes/encryption.yaml'])
      await expect(cluster.on(host, 'setpriv', `--reuid=${user}`, '--clear-groups', 'cat', path)).rejects.toThrow(
        'Permission denied',
      );
  await expect(
    cluster.on(
      host,
      ...['setpriv', '--reuid=kube-scheduler', '--clear-groups'],
      'cat',
      '/run/credentials/kube-controller-manager.service/ca.key',
    ),
  ).rejects.toThrow('Permission denied');
});

test.each(STACKED.nodes)('flanneld and kube-proxy on %s may only configure the network', async host => {
  for (const unit of ['flanneld', 'kube-proxy'])
    expect(await processOf(host, unit)).toMatchObject({effective: NETWORK, bounding: NETWORK, seccomp: '2'});
});
