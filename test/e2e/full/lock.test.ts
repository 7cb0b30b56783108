import {hostname, userInfo} from 'node:os';
import {execa} from 'execa';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {quorate, ROOT, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo} from '../support/oracle.js';

interface ListedLock {
  readonly host: string;
  readonly holder: {readonly known: boolean; readonly value?: {readonly verb: string; readonly process: number}};
}

let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await changedExample('single', text => asLab('locks', '10.88.7')(text).replace(/ +- name: w1[\s\S]*/, ''));
  cluster = await labCluster(file);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
});

/** The command in the background, until it has the lock. */
const started = async (words = ['init', '-c', file]) => {
  const run = execa('node', ['bin/run.js', ...words], {
    cwd: ROOT,
    env: {CI: 'true', NO_COLOR: '1'},
    reject: false,
    stdin: 'ignore',
  });
  running.push(run);
  const ended = run.then(({stderr}) => Promise.reject(new Error(`it ended before it had the lock:\n${stderr}`)));
  const hasLock = eventually('it has the lock', async () => (await holderProcess()) === run.pid || undefined);
  await Promise.race([hasLock, ended]);
  ended.catch(() => {});
  // Not the run itself: `await` would wait for its end.
  return {run};
};
const running: {kill(signal: 'SIGKILL'): boolean}[] = [];
afterEach(() => {
  for (const run of running.splice(0)) run.kill('SIGKILL');
});

const locks = async (): Promise<readonly ListedLock[]> =>
  JSON.parse((await succeed(['lock', 'status', '-c', file, '--json'])).stdout) as readonly ListedLock[];
const holderProcess = async () => (await locks())[0]?.holder.value?.process;
const free = [{host: 'cp1', holder: {known: true}}];

describe('while a run changes the cluster', () => {
  test('a second run is refused and names the holder, lock status shows the holder, and killing the holder frees the lock', async () => {
    const {run: first} = await started();
    const me = `${userInfo().username}@${hostname()}`;

    const second = await quorate(['init', '-c', file]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`locked by ${me} (init, PID ${first.pid}, since `);
    expect(second.stderr).toContain(' on cp1');
    expect(second.stderr).toContain('quorate lock status');
    const {stdout} = await succeed(['lock', 'status', '-c', file]);
    expect(stdout).toMatch(/^HOST +LOCK +RUN +BY +SINCE\ncp1 +held +init +/);
    expect(stdout).toContain(`${me} (PID ${first.pid})`);

    first.kill('SIGKILL');
    expect((await first).signal).toBe('SIGKILL');
    await eventually('the lock is free', async () => (await holderProcess()) === undefined || undefined);
    expect(await locks()).toEqual(free);
  });

  test('lock release stops the run before its next action, with the reason', async () => {
    const {run: first} = await started();
    const {stderr} = await succeed(['lock', 'release', '-c', file, '--yes']);
    expect(stderr).toContain('released on cp1');
    const {exitCode, stderr: said} = await first;
    expect(exitCode).toBe(1);
    expect(said).toContain('the run lost the cluster lock and stopped: cp1: ');
    expect(await locks()).toEqual(free);
    expect((await succeed(['lock', 'release', '-c', file, '--yes'])).stderr).toContain('Nothing was released');
  });

  test('the lock is freed when its run loses the connection to the host', async () => {
    const {run: first} = await started();
    await succeed(['lab', 'partition', 'cp1', '-c', file]);
    await eventually('the host lets go', () => cluster.on('cp1', 'flock', '-n', '/run/quorate/lock', 'true'));
    // With the connection it would take the lock again.
    first.kill('SIGKILL');
    await succeed(['lab', 'heal', 'cp1', '-c', file]);
    expect(await locks()).toEqual(free);
  });
});

test('the same command then completes and frees the lock', async () => {
  const {stderr} = await succeed(['init', '-c', file]);
  expect(stderr).toContain('init: done');
  expect(await locks()).toEqual(free);
  const processes = await cluster.on('cp1', 'sh', '-c', 'flock -n /run/quorate/lock true && ls /run/quorate');
  expect(processes).not.toContain('lock.holder');
});

/** Ends the SSH connections of the control plane, and drops packets to its SSH server for some seconds. */
const cutSsh = (seconds: number) =>
  cluster.onWith(
    'table inet cut { chain in { type filter hook input priority 0; tcp dport 22 drop; }; }\n',
    'cp1',
    'sh',
    '-c',
    `nft -f - && systemd-run --quiet --on-active=${seconds} nft delete table inet cut
    for pid in $(pgrep -f "[s]shd: root@notty|[s]shd-session: root@notty"); do kill "$pid"; done`,
  );

test('a run whose only control plane loses its SSH connections for 20 s takes the lock again and completes', async () => {
  const changed = await changedExample(
    'single',
    text =>
      `${asLab(
        'locks',
        '10.88.7',
      )(text)
        .replace(/ +- name: w1[\s\S]*/, '')
        .trimEnd()}
  extraArgs:
    etcd: [{name: snapshot-count, value: "9000"}]
    kube-apiserver: [{name: v, value: "1"}]
    kubelet: [{name: v, value: "1"}]
`,
  );
  const {run} = await started(['apply', '-c', changed, '--accept-downtime']);
  await cutSsh(20);
  const {exitCode, stderr} = await run;
  expect(stderr).toContain('the lock of the cluster');
  expect({exitCode, stderr}).toMatchObject({exitCode: 0});
  expect(await locks()).toEqual(free);
  expect(await nothingToDo(changed)).toBe(true);
}, 600_000);
