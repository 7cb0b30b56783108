import {execFile, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {hostScript} from '../../../src/io/remote/host-script.js';
import {etcdPrograms, type RealMember, startMember} from '../../support/real-etcd.js';

const programs = etcdPrograms();
const skipped = 'why' in programs;
const titled = (title: string) => (skipped ? `${title} (skipped: ${programs.why})` : title);

let member: RealMember;
let script: string;
let base: string;
beforeAll(async () => {
  if ('why' in programs) return;
  member = await startMember(programs.folder);
  base = join(member.root, 'quorate');
  mkdirSync(base);
  script = hostScript(await loadTemplates(), 'etcd-snapshot')
    .replace('base=/var/lib/quorate', `base=${base}`)
    .replace('bin=/opt/quorate/bin', `bin=${programs.folder}`)
    .replace('pki=/etc/kubernetes/pki/etcd', `pki=${member.pki}`)
    .replace('db=/var/lib/etcd/', `db=${member.root}/data/`)
    .replace('https://127.0.0.1:2379', member.url);
}, 60_000);
afterAll(() => member?.stop());

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SHELL = process.env.SCRIPT_SHELL === 'bash' ? 'bash' : 'sh';

const run = (...words: readonly string[]): Promise<Said> =>
  new Promise(resolve => {
    execFile(SHELL, ['-c', script, 'etcd-snapshot', ...words], (error, stdout, stderr) =>
      resolve({code: error === null ? 0 : Number(error.code), stdout, stderr}),
    );
  });

async function taken() {
  const {stdout, stderr} = await run('take', 'read');
  const last = /^(snapshot\.\S+)\t(\d+)\t([0-9a-f]{64})\t(\{.*\})$/m.exec(stdout);
  if (last === null) throw new Error(`no snapshot: ${stdout} ${stderr}`);
  return {
    name: last[1]!,
    bytes: Number(last[2]),
    revision: /"revision":(\d+)/.exec(last[4]!)![1]!,
    read: /^read\t.*"revision":(\d+)/m.exec(stdout)?.[1],
    keys: [...stdout.matchAll(/^key\t(.*)$/gm)].map(([, name]) => name),
    identity: /^identity\t(.*)$/m.exec(stdout)?.[1],
  };
}

const processes = () => readdirSync('/proc').filter(id => commandLine(id).includes(join(base, 'snapshot.')));
const commandLine = (id: string) => {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

describe.skipIf(skipped)(titled('a snapshot of a real member'), () => {
  test('has what a linearizable read saw before, and the names of the encryption keys in it', async () => {
    member.etcdctl('put', '/registry/secrets/a/b', `k8s:enc:secretbox:v1:key1:${'\u0001'.repeat(40)}`);
    member.etcdctl('put', '/registry/secrets/a/c', 'k8s:enc:aescbc:v1:old-key.2:xyz');
    const {read, revision, keys, name, bytes} = await taken();
    expect(BigInt(revision)).toBeGreaterThanOrEqual(BigInt(read!));
    expect(keys.toSorted()).toEqual(['key1', 'old-key.2']);
    expect(bytes % 512).toBe(32);
    expect(statSync(join(base, name)).mode & 0o777).toBe(0o700);
    const first = await run('piece', name, '0', '16');
    expect(first.stdout).toHaveLength(16);
    await run('remove', name);
    expect(readdirSync(base)).toEqual([]);
  });

  test('is proven by a restore, at the same revision, and leaves nothing behind but itself', async () => {
    const {name, revision} = await taken();
    member.etcdctl('put', 'later', 'than the snapshot');
    expect(await run('prove', name, revision)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^same\t[1-9]\d*\n$/),
    });
    expect(readdirSync(join(base, name))).toEqual(expect.not.arrayContaining(['trial']));
    expect(processes()).toEqual([]);
  });

  test('is compared after a compaction of the member up to a revision that it has', async () => {
    const {name, revision} = await taken();
    member.etcdctl('compaction', `${Number(revision) - 1}`, '--physical');
    expect((await run('prove', name, revision)).stdout).toMatch(/^same\t[1-9]\d*\n$/);
  });

  test('is only counted where the member has compacted its revision', async () => {
    const {name, revision} = await taken();
    member.etcdctl('put', 'x', '1');
    member.etcdctl('put', 'x', '2');
    const now = /"Revision" : (\d+)/.exec(member.etcdctl('get', 'x', '-w', 'fields'))![1]!;
    member.etcdctl('compaction', now, '--physical');
    expect((await run('prove', name, revision)).stdout).toMatch(/^counted\t[1-9]\d*\n$/);
  });

  test('that was changed after it was taken is not proven', async () => {
    const {name, revision} = await taken();
    const file = openSync(join(base, name, 'db'), 'r+');
    writeSync(file, Buffer.from('damaged'), 0, 7, 8192);
    expect(await run('prove', name, revision)).toMatchObject({code: 65, stdout: ''});
    expect(existsSync(join(base, name, 'trial'))).toBe(false);
  });

  test('whose data differs from that of the member is not proven, although its digest fits', async () => {
    member.etcdctl('put', 'witness', 'the-value-that-changes');
    const {name, revision} = await taken();
    const path = join(base, name, 'db');
    const content = readFileSync(path);
    for (
      let at = content.indexOf('the-value-that-changes');
      at >= 0;
      at = content.indexOf('the-value-that-changes', at + 1)
    )
      content.write('THE', at);
    const body = content.subarray(0, -32);
    writeFileSync(path, Buffer.concat([body, createHash('sha256').update(body).digest()]));
    expect(await run('prove', name, revision)).toMatchObject({code: 65, stderr: expect.stringContaining('differs')});
    expect(processes()).toEqual([]);
  });

  test('leaves no process and no trial when the script is killed in the middle of it', async () => {
    const {name, revision} = await taken();
    // The trial lasts until it is killed: its etcd starts, and the script waits for it without end.
    const slow = script.replace('--consistency=l >"$trial/said"', '--consistency=l >"$trial/said" && false');
    const child = spawn(SHELL, ['-c', slow, 'etcd-snapshot', 'prove', name, revision], {stdio: 'ignore'});
    await expect.poll(() => processes().length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await expect.poll(processes).toEqual([]);
    await expect.poll(() => existsSync(join(base, name, 'trial'))).toBe(false);
  });

  test.each([
    ['does not run', 'inactive', false],
    ['waits for quorum', 'active', true],
  ])(
    'is taken from the data of a member that %s, with all that its log says is committed',
    async (_, state, restarted) => {
      const silent = await startMember((programs as {readonly folder: string}).folder);
      const calls = join(silent.root, 'calls');
      const bin = join(silent.root, 'bin');
      mkdirSync(bin);
      const systemctl = `#!/bin/sh\necho "$*" >>${calls}\ncase $1 in show) echo ${state} ;; esac\n`;
      writeFileSync(join(bin, 'systemctl'), systemctl, {mode: 0o755});
      silent.etcdctl('put', 'acknowledged', 'the-last-value');
      const last = /"Revision" : (\d+)/.exec(silent.etcdctl('get', 'acknowledged', '-w', 'fields'))![1]!;
      // The log of a member that is killed does not say yet that its last entry is committed.
      silent.etcdctl('put', 'later', 'x');
      await silent.halt();
      const own = script.replace(`db=${member.root}/data/`, `db=${silent.root}/data/`).replace(member.pki, silent.pki);
      const {stdout} = await new Promise<Said>(resolve => {
        execFile(
          SHELL,
          ['-c', own, 'etcd-snapshot', 'offline'],
          {env: {...process.env, PATH: `${bin}:${process.env.PATH}`}},
          (error, out, stderr) => resolve({code: Number(error?.code ?? 0), stdout: out, stderr}),
        );
      });
      const [, name = '', bytes] = /^(snapshot\.\S+)\t(\d+)\t[0-9a-f]{64}\t/m.exec(stdout) ?? [];
      expect(Number(/"revision":(\d+)/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(Number(last));
      expect(Number(bytes) % 512).toBe(32);
      expect(readFileSync(join(base, name, 'db')).includes('the-last-value')).toBe(true);
      expect(readdirSync(join(base, name))).not.toContain('trial');
      expect(processes()).toEqual([]);
      const done = readFileSync(calls, 'utf8').trim().split('\n').slice(1);
      expect(done).toEqual(restarted ? ['stop --quiet -- etcd.service', 'start --no-block -- etcd.service'] : []);
      await silent.stop();
    },
  );

  test('is not taken where there is not enough space', async () => {
    const full = script.replace(/free=\$\(stat [^)]*\)/, "free='1 4096'; false");
    const said = await new Promise<Said>(resolve => {
      execFile(
        SHELL,
        ['-c', full.replace("'; false || exit 1", "'"), 'etcd-snapshot', 'take'],
        (error, stdout, stderr) => resolve({code: Number(error?.code ?? 0), stdout, stderr}),
      );
    });
    expect(said.code).toBe(28);
  });

  test.each(['../etc', 'snapshot.a/../b', 'other', 'snapshot.'])(
    'of the name %s is neither read nor deleted',
    async name => {
      for (const verb of ['prove', 'piece', 'remove']) expect((await run(verb, name, '0', '1')).code).toBe(64);
    },
  );
});
