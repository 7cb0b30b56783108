import {execFile} from 'node:child_process';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {hostScript} from '../../../src/io/remote/host-script.js';
import {etcdPrograms, type RealMember, startMember} from '../../support/real-etcd.js';

const programs = etcdPrograms();
const skipped = 'why' in programs;
const titled = (title: string) => (skipped ? `${title} (skipped: ${programs.why})` : title);
const QUOTA = 4 * 1024 * 1024;

let member: RealMember;
let script: string;
beforeAll(async () => {
  if ('why' in programs) return;
  member = await startMember(programs.folder, [`--quota-backend-bytes=${QUOTA}`]);
  script = hostScript(await loadTemplates(), 'etcd-maintain')
    .replace('/opt/quorate/bin/etcdctl', `${programs.folder}/etcdctl`)
    .replace('pki=/etc/kubernetes/pki/etcd', `pki=${member.pki}`)
    .replace('https://127.0.0.1:2379', member.url);
}, 60_000);
afterAll(() => member?.stop());

const status = () => {
  const text = member.etcdctl('endpoint', 'status', '-w', 'json');
  const number = (name: string) => BigInt(new RegExp(`"${name}":(\\d+)`).exec(text)![1]!);
  return {id: number('member_id').toString(16), revision: `${number('revision')}`, size: Number(number('dbSize'))};
};
const run = (...words: readonly string[]): Promise<number> =>
  new Promise(resolve => {
    execFile('sh', ['-c', script, 'etcd-maintain', ...words], error =>
      resolve(error === null ? 0 : Number(error.code)),
    );
  });

describe.skipIf(skipped)(titled('a real member'), () => {
  test('that is full accepts writes after a compaction, a defragmentation and the disarming of its alarm', async () => {
    const large = 'x'.repeat(100_000);
    await expect(
      (async () => {
        for (;;) member.etcdctl('put', 'large', large);
      })(),
    ).rejects.toThrow('database space exceeded');
    const {id, revision, size} = status();
    expect(await run(id, 'compact', revision)).toBe(0);
    expect(await run(id, 'compact', revision)).toBe(0);
    expect(await run(id, 'defrag')).toBe(0);
    expect(status().size).toBeLessThan(size / 2);
    expect(await run(id, 'disarm')).toBe(0);
    member.etcdctl('put', 'small', 'fits');
    expect(member.etcdctl('alarm', 'list')).toBe('');
  });

  test.each([['compact', '1'], ['defrag'], ['disarm']])('is not touched for another member: %s', async (...words) => {
    expect(await run('abc', ...words)).toBe(66);
  });

  test('refuses a revision of the future', async () => {
    expect(await run(status().id, 'compact', '999999')).not.toBe(0);
  });
});
