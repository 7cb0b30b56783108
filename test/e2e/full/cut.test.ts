import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {begun, quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';
import {passing} from '../support/outage.js';
import {FROM, TO} from '../support/upgrading.js';
import {without} from '../support/variants.js';

const CONTROL_PLANES = ['cp1', 'cp2', 'cp3'] as const;
const HOSTS = [...CONTROL_PLANES, 'w1'];
let cluster: LabCluster;
let plain: string;
/** Other flags for all API servers, etcd members and kubelets. */
let changed: string;

const file = (change: (text: string) => string) =>
  changedExample('stacked', text => change(asLab('cut', '10.88.47')(without('w2')(text))));

beforeAll(async () => {
  plain = await file(text => text);
  changed = await file(
    text =>
      `${text.trimEnd()}
  extraArgs:
    etcd: [{name: snapshot-count, value: "9000"}]
    kube-apiserver: [{name: v, value: "1"}]
    kubelet: [{name: v, value: "1"}]
`,
  );
  for (const {kubernetes} of [FROM, TO]) await succeed(['bundle', 'build', '--kubernetes', kubernetes]);
  cluster = await labCluster(plain);
  await freshHosts(cluster);
  await succeed(['apply', '-c', plain]);
}, 3_600_000);

afterAll(() => cluster?.lab.down());

/** Drops packets to the SSH server of a host for some seconds. The host itself undoes it. */
const cutSsh = (host: string, seconds: number) =>
  cluster.onWith(
    'table inet cut { chain in { type filter hook input priority 0; tcp dport 22 drop; }; }\n',
    host,
    'sh',
    '-c',
    `nft -f - && systemd-run --quiet --on-active=${seconds} nft delete table inet cut`,
  );

const stopped = async (): Promise<readonly string[]> =>
  (
    await Promise.all(
      HOSTS.map(async host => {
        const text = await cluster.on(
          host,
          'sh',
          '-c',
          'for unit in $(systemctl list-unit-files --state=enabled --no-legend "etcd*" "kube*" containerd.service flanneld.service "quorate-*" | cut -d" " -f1); do systemctl is-active --quiet "$unit" || echo "$unit"; done',
        );
        return text.trim() === '' ? [] : [`${host}: ${text.trim().split('\n').join(' ')}`];
      }),
    )
  ).flat();

/** Runs a command, meanwhile drops SSH to these hosts for 20 s, one after another. */
async function cutDuring(
  words: readonly string[],
  moments: readonly {readonly host: string; readonly afterMs: number}[],
) {
  const running = begun(words);
  const ended = running.then(() => true);
  let made = 0;
  for (const {host, afterMs} of moments) {
    if (await Promise.race([ended, passing(afterMs).then(() => false)])) break;
    await cutSsh(host, 20);
    made += 1;
  }
  const {exitCode, stdout, stderr} = await running;
  return {code: exitCode, text: `${stdout}\n${stderr}`, made};
}

test.each([3, 6, 9, 12, 15, 18])(
  'a host does not answer SSH for 20 s after %i s of apply: nothing stays stopped',
  async seconds => {
    const [target, host] = seconds % 2 === 0 ? [plain, 'cp2'] : [changed, 'cp3'];
    const {code, text} = await cutDuring(['apply', '-c', target], [{host, afterMs: seconds * 1000}]);
    console.log(`cut of ${host} after ${seconds} s: exit ${code}`);
    if (code !== 0) console.log(text.split('\n').slice(-12).join('\n'));
    await eventually('nothing is stopped', async () => ((await stopped()).length === 0 ? true : undefined), 60_000);
    await eventually('the same command succeeds', async () =>
      (await quorate(['apply', '-c', target])).code === 0 ? true : undefined,
    );
    expect(await nothingToDo(target)).toBe(true);
  },
);

describe('what hangs', () => {
  test('the disk of the operator is full: the run ends in words and nothing stays stopped', async () => {
    const state = await mkdtemp(join(tmpdir(), 'quorate-full-'));
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', state]);
    try {
      await mkdir(join(state, 'quorate', 'logs'), {recursive: true});
      await writeFile(join(state, 'fill'), Buffer.alloc(240_000)).catch(() => undefined);
      const other = await file(
        text => `${text.trimEnd()}\n  extraArgs:\n    kube-apiserver: [{name: v, value: "2"}]\n`,
      );
      const {code, stderr} = await quorate(['apply', '-c', other], {XDG_STATE_HOME: state});
      console.log(
        `full disk: exit ${code}: ${stderr
          .split('\n')
          .filter(line => /space|log/i.test(line))
          .slice(0, 2)
          .join(' / ')}`,
      );
      expect(stderr).not.toMatch(/\n +at .*\.js:/);
      expect(await stopped()).toEqual([]);
      expect(await nothingToDo(other)).toBe(true);
    } finally {
      await execa('umount', [state]);
      await rm(state, {recursive: true});
    }
  });

  test('sshd of one host stops answering in the middle of a run: the run ends and names the host', async () => {
    const back = await file(text => text);
    const running = begun(['apply', '-c', back]);
    await passing(4000);
    const stop = (signal: string) =>
      cluster.on(
        'cp2',
        'sh',
        '-c',
        `for pid in $(pgrep -f "[s]shd: root@notty|[s]shd-session: root@notty"); do kill -${signal} $pid; done`,
      );
    const started = performance.now();
    await stop('STOP');
    const {exitCode, stderr} = await running;
    console.log(`sshd stopped: exit ${exitCode} after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    await stop('CONT');
    if (exitCode !== 0) expect(stderr).toContain('cp2');
    expect(await stopped()).toEqual([]);
    await succeed(['apply', '-c', back]);
    expect(await nothingToDo(back)).toBe(true);
  });
});

test('hosts do not answer SSH at moments of an upgrade: nothing stays stopped, and the same command continues', async () => {
  await succeed(['apply', '-c', plain]);
  const words = ['upgrade', '-c', plain, '--to', TO.kubernetes];
  let cuts = 0;
  for (let run = 1; run <= 8; run += 1) {
    const moments = CONTROL_PLANES.map((_, index) => ({
      host: HOSTS[(run + index) % HOSTS.length]!,
      afterMs: index === 0 ? 4000 + 3000 * run : 25_000,
    }));
    const {code, text, made} = await cutDuring(words, moments);
    cuts += made;
    console.log(`upgrade, run ${run}: ${made} cuts, exit ${code}`);
    if (code !== 0) console.log(text.split('\n').slice(-8).join('\n'));
    await eventually('nothing is stopped', async () => ((await stopped()).length === 0 ? true : undefined), 60_000);
    if (code === 0) break;
    await passing(20_000);
  }
  console.log(`${cuts} cuts during the upgrade`);
  await succeed(words);
  await nothingFound(plain);
}, 3_600_000);
