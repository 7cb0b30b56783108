import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {bundleWithBroken} from './broken.js';
import {begun, type CliResult, quorate, succeed} from './cli.js';
import {eventually} from './cluster.js';
import {leaderOf} from './etcd.js';
import {nothingFound, nothingToDo, readyNodes} from './oracle.js';
import {outages} from './outage.js';
import {FROM, TO, type Upgrading} from './upgrading.js';

/** The plan lists versions, stages and checks, and changes nothing. */
export async function isPlanned({cluster: {file}, about}: Upgrading): Promise<void> {
  const {stdout} = await succeed(['upgrade', 'plan', '-c', file, '--to', TO.kubernetes]);
  expect(stdout).toMatch(new RegExp(`etcd +${FROM.etcd} +${TO.etcd} +${Object.keys(about.members).join('.*')}`));
  expect(stdout).toMatch(new RegExp(`kubernetes +${FROM.kubernetes} +${TO.kubernetes}`));
  expect(stdout).toContain('Rollback: before stage');
  expect(stdout).toContain('Drained nodes: w1 and w2.');
  expect(await nothingToDo(file)).toBe(true);
  const refused = await quorate(['upgrade', 'plan', '-c', file, '--to', '1.38.0']);
  expect(refused.code).not.toBe(0);
}

/** The upgrade is refused while a member is down, with the arithmetic, and changes nothing. */
export async function isRefusedOneShort({cluster, about}: Upgrading): Promise<void> {
  const last = Object.keys(about.members).at(-1)!;
  await cluster.on(last, 'systemctl', 'stop', 'etcd');
  const {code, stderr} = await quorate(['upgrade', '-c', cluster.file, '--to', TO.kubernetes]);
  await cluster.on(last, 'systemctl', 'start', 'etcd');
  expect(stderr).toContain(last);
  expect(stderr).toMatch(/2 of 3 voters/);
  expect(code, stderr).toBe(5);
  await nothingFound(cluster.file);
  expect(await readFile(cluster.file, 'utf8')).toContain(FROM.kubernetes);
}

/** A PodDisruptionBudget that allows no eviction refuses the upgrade before the first change. */
export async function isRefusedByBudget({cluster}: Upgrading): Promise<void> {
  const leave = (count: number) =>
    cluster.kubectl(['patch', 'pdb', 'shop', '--type=merge', '-p', `{"spec":{"minAvailable":${count}}}`]);
  await leave(2);
  const {code, stderr} = await quorate(['upgrade', '-c', cluster.file, '--to', TO.kubernetes]);
  expect(code).not.toBe(0);
  expect(stderr).toContain('default/shop');
  await leave(1);
  await eventually('the budget lets one go', async () =>
    (await cluster.kubectl(['get', 'pdb', 'shop', '-o', 'jsonpath={.status.disruptionsAllowed}'])) === '1'
      ? true
      : undefined,
  );
}

/** An etcd that never becomes healthy is rolled back, and the others continue. */
export async function brokenEtcdIsTakenBack(drill: Upgrading): Promise<void> {
  const {stderr} = await withBroken(
    drill,
    'etcd',
    TO.etcd,
    `case "$*" in
  *--data-dir=/var/lib/etcd\\ *) echo "broken on purpose"; exec sleep 86400 ;;
  *--version*) echo "etcd Version: ${TO.etcd}" ;;
  *) exec /opt/quorate/etcd/${FROM.etcd}/bin/etcd "$@" ;;
esac`,
    '--health-timeout=20',
  );
  expect(stderr).toContain('Rolled back: ');
  for (const host of Object.keys(drill.about.members)) expect(await drill.inUse(host, 'etcd')).toBe(FROM.etcd);
}

/** An API server that exits at once is rolled back, and the others serve. */
export async function brokenApiServerIsTakenBack(drill: Upgrading): Promise<void> {
  await withBroken(
    drill,
    'kube-apiserver',
    TO.kubernetes,
    `case "$*" in
  *--version*) echo "Kubernetes v${TO.kubernetes}" ;;
  *) echo "broken on purpose" >&2; exit 1 ;;
esac`,
  );
  for (const host of Object.keys(drill.about.members)) expect(await drill.inUse(host, 'etcd')).toBe(TO.etcd);
  for (const host of Object.keys(drill.about.controlPlanes))
    expect(await drill.inUse(host, 'kube-apiserver')).toBe(FROM.kubernetes);
}

/** A kubelet that never becomes ready is rolled back. */
export async function brokenKubeletIsTakenBack(drill: Upgrading): Promise<void> {
  await withBroken(
    drill,
    'kubelet',
    TO.kubernetes,
    `case "$*" in
  *--version*) echo "Kubernetes v${TO.kubernetes}" ;;
  *) echo "broken on purpose"; exec sleep 86400 ;;
esac`,
    '--health-timeout=20',
  );
  for (const host of Object.keys(drill.about.controlPlanes)) {
    expect(await drill.inUse(host, 'kube-apiserver')).toBe(TO.kubernetes);
    expect(await drill.inUse(host, 'kubelet')).toBe(FROM.kubernetes);
  }
}

/** An upgrade killed after one member is rolled back with --abort, on the hosts and in the configuration. */
export async function isCalledBack(drill: Upgrading): Promise<void> {
  const {cluster, about} = drill;
  const run = begun(['upgrade', '-c', cluster.file, '--to', TO.kubernetes]);
  await oneHasMoved(drill);
  run.kill('SIGKILL');
  await run;
  expect(await readFile(cluster.file, 'utf8')).toContain(`kubernetesVersion: "${TO.kubernetes}"`);
  const {code, stderr} = await drill.underLoad(['upgrade', '-c', cluster.file, '--abort']);
  expect(code, stderr).toBe(0);
  for (const host of Object.keys(about.members)) expect(await drill.inUse(host, 'etcd')).toBe(FROM.etcd);
  expect(await readFile(cluster.file, 'utf8')).toContain(`kubernetesVersion: "${FROM.kubernetes}"`);
  await nothingFound(cluster.file);
}

/** The host of the leader loses power after the upgrade of one member: the run stops, and no write is lost. */
export async function survivesThePowerCutOfTheLeader(drill: Upgrading): Promise<void> {
  const {cluster, about} = drill;
  const lab = (verb: string, host: string) => succeed(['lab', verb, host, '-c', cluster.file]);
  const ended = await drill.underLoad(async () => {
    const run = begun(['upgrade', '-c', cluster.file, '--to', TO.kubernetes]);
    await oneHasMoved(drill);
    const leader = await leaderOf(cluster, Object.keys(about.members));
    await lab('poweroff', leader);
    const {exitCode: code, signal, stdout, stderr} = await run;
    await lab('start', leader);
    await outages(cluster, about).backAgain();
    return {code, signal, stdout, stderr, tookMs: 0};
  });
  console.log(
    `with the leader gone the upgrade ended with ${ended.code}: ${ended.stderr.split('\n').slice(-4).join(' ')}`,
  );
  expect(ended.code).not.toBe(0);
  expect(ended.signal).toBeUndefined();
  await inOrder(cluster.file);
}

/** The upgrade completes without a lost write or a failed read. */
export async function goesToTheEnd(
  drill: Upgrading,
  words: readonly string[] = ['--to', TO.kubernetes],
  versions = TO,
): Promise<void> {
  const {file} = drill.cluster;
  const {code, stderr} = await drill.underLoad(['upgrade', '-c', file, ...words]);
  expect(stderr).toContain('upgrade: done');
  expect(code).toBe(0);
  expect(await readFile(file, 'utf8')).toContain(`kubernetesVersion: "${versions.kubernetes}"`);
  await drill.runs(versions);
  await nothingFound(file);
  expect(await nothingToDo(file)).toBe(true);
  expect((await succeed(['upgrade', '-c', file])).stderr).toContain('No changes');
}

/** A saved plan that is not stale is executed completely. */
export async function goesByPlan(drill: Upgrading): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-'));
  const plan = join(folder, 'plan.json');
  await succeed([
    ...['upgrade', 'plan', '-c', drill.cluster.file, '--to', TO.kubernetes, '--out', plan],
    ...['--max-unavailable', '100%', '--drain-timeout', '200'],
  ]);
  await goesToTheEnd(drill, ['--plan', plan]);
  await rm(folder, {recursive: true});
}

const oneHasMoved = ({cluster, about, inUse}: Upgrading): Promise<true> =>
  eventually(
    'a member of etcd has moved and another leads',
    async () => {
      const members = Object.keys(about.members);
      for (const host of members)
        if ((await inUse(host, 'etcd')) === TO.etcd && (await leaderOf(cluster, members)) !== host)
          return true as const;
      return undefined;
    },
    300_000,
  );

/** An upgrade to a broken program fails with its last log lines; the cluster serves and has no other findings. */
async function withBroken(
  drill: Upgrading,
  program: string,
  version: string,
  script: string,
  ...flags: readonly string[]
): Promise<CliResult> {
  const {cluster, about} = drill;
  const bundle = await bundleWithBroken(program, version, script);
  const folder = await mkdtemp(join(tmpdir(), 'quorate-'));
  const file = join(folder, 'cluster.yaml');
  await writeFile(file, `${(await readFile(cluster.file, 'utf8')).trimEnd()}\n  artifacts:\n    bundle: ${bundle}\n`);
  try {
    const result = await drill.underLoad(['upgrade', '-c', file, '--to', TO.kubernetes, ...flags]);
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain('broken on purpose');
    await eventually('all nodes are Ready', async () =>
      JSON.stringify(await readyNodes(cluster)) === JSON.stringify(about.nodes) ? true : undefined,
    );
    await inOrder(file);
    return result;
  } finally {
    for (const made of [bundle, folder]) await rm(made, {recursive: true});
  }
}

/** `topology check` reports at most the note that versions differ, because an upgrade is unfinished. */
const inOrder = (file: string): Promise<true> =>
  eventually('topology check finds nothing but versions that differ', async () => {
    const {stdout} = await quorate(['topology', 'check', '-c', file, '--json']);
    const {findings} = JSON.parse(stdout) as {readonly findings: readonly {readonly code: string}[]};
    const others = findings.filter(({code}) => code !== 'drift/version-differs');
    if (others.length === 0) return true as const;
    throw new Error(JSON.stringify(others));
  });
