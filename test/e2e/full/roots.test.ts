import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {RootName} from '../../../src/lab/hosts/index.js';
import {succeed} from '../support/cli.js';
import {type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {FROM, TO} from '../support/upgrading.js';
import {ssh, variantsOfSingle, without} from '../support/variants.js';

interface Case {
  readonly root: RootName;
  readonly network: string;
  /** Who logs in. */
  readonly user: string;
  /** What the host has that others have not, for the test to know that it is such a host. */
  readonly is: string;
}

/** Debian 12 is the root of all other labs. */
const CASES: readonly Case[] = [
  {root: 'debian-13', network: '10.88.41', user: 'admin', is: 'grep -q "^VERSION_ID=.13" /etc/os-release'},
  {
    root: 'minimal',
    network: '10.88.42',
    user: 'root',
    is: '! command -v sudo && ! command -v wget && ! command -v modprobe',
  },
  {
    root: 'ubuntu-like',
    network: '10.88.43',
    user: 'admin',
    is: 'readlink /usr/bin/stat | grep -q cargo && sudo --version 2>&1 | grep -q sudo-rs && ! date +%s%3N | grep -qx "[0-9]\\{13\\}"',
  },
];

/** As the date of Ubuntu 26.04, which ignores the width of %3N. */
const DATE = `#!/bin/sh
[ "$1" != +%s%3N ] || set -- +%s%N
exec /usr/bin/date "$@"
`;

describe.each(CASES)('on hosts with the root file system $root,', ({root, network, user, is}) => {
  const variants = variantsOfSingle(`root-${root}`, network);
  let cluster: LabCluster;
  let file: string;
  let alone: string;

  beforeAll(async () => {
    const asUser = ssh(`user: ${user}`);
    file = await variants.configuration(text => asUser(without('w2')(text)));
    alone = await variants.configuration(text => asUser(without('w1')(without('w2')(text))));
    for (const {kubernetes} of [FROM, TO]) await succeed(['bundle', 'build', '--kubernetes', kubernetes]);
    cluster = await labCluster(file);
    await freshHosts(cluster, () => succeed(['lab', 'up', '-c', file, '--root', root]));
    if (root !== 'ubuntu-like') return;
    for (const host of ['cp1', 'w1'])
      await cluster.onWith(DATE, host, 'sh', '-c', 'cat >/usr/local/bin/date && chmod 755 /usr/local/bin/date');
  }, 3_600_000);

  afterAll(async () => {
    await cluster?.lab.down();
    await variants.remove();
  });

  test('the hosts are what they are to be', async () => {
    for (const host of ['cp1', 'w1']) await cluster.on(host, 'sh', '-c', is);
  });

  test('apply builds a cluster, and a second one finds no changes', async () => {
    const {tookMs} = await succeed(['apply', '-c', alone]);
    console.log(`${root}: apply took ${(tookMs / 1000).toFixed(1)} s`);
    expect(await readyNodes(cluster)).toEqual(['cp1']);
    expect(await nothingToDo(alone)).toBe(true);
  });

  test('a worker joins, and topology check finds nothing', async () => {
    await succeed(['join', 'w1', '-c', file]);
    expect(await readyNodes(cluster)).toEqual(['cp1', 'w1']);
    expect(await nothingToDo(file)).toBe(true);
    expect(await nothingFound(file)).toBe(true);
  });

  test('upgrade brings the next minor', async () => {
    await succeed(['upgrade', '-c', file, '--to', TO.kubernetes, '--accept-downtime']);
    const versions = ['get', 'nodes', '-o', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}'];
    expect(await cluster.kubectl(versions)).toBe(`v${TO.kubernetes} v${TO.kubernetes}`);
    expect(await nothingFound(file)).toBe(true);
  });

  test('reset removes everything', async () => {
    await succeed(['reset', '--all', '--yes', '-c', file]);
    for (const host of ['cp1', 'w1'])
      expect(
        await cluster.on(host, 'sh', '-c', 'ls -d /opt/quorate /etc/kubernetes /var/lib/quorate 2>&1 || :'),
      ).not.toMatch(/^\//m);
  });
});
