import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {replaceKubeconfig} from '../../../src/io/local/kubeconfig-file.js';
import {writePlan} from '../../../src/io/local/plan-file.js';
import {openRunLog} from '../../../src/io/local/run-log.js';
import {snapshotFolder} from '../../../src/io/local/snapshots.js';
import {snapshotManifest} from '../../support/builders/snapshot.js';

const isRoot = process.getuid?.() === 0;
const LARGE = 'x'.repeat(100_000);

/** A file system that is full but for some pages. */
describe.skipIf(!isRoot)(`on a full disk${isRoot ? '' : ' (skipped: only root can mount one)'}`, () => {
  const disk = mkdtempSync(join(tmpdir(), 'quorate-full-'));
  const at = (name: string) => join(disk, name);

  beforeAll(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    writeFileSync(at('config'), 'before', {mode: 0o600});
    mkdirSync(at('snapshots'));
    try {
      writeFileSync(at('filler'), LARGE);
    } catch {
      // It is full now.
    }
  });

  afterAll(() => {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  });

  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(LARGE);
  }

  const snapshot = {manifest: snapshotManifest(LARGE), pieces: pieces()};

  test.each([
    ['a plan', 'upgrade/unwritable-plan', () => writePlan(at('plan.json'), LARGE)],
    ['a kubeconfig', 'kubeconfig/unwritable', () => replaceKubeconfig(at('config'), LARGE)],
    ['a snapshot', 'etcd/snapshot-failed', () => snapshotFolder(at('snapshots'), () => new Date()).keep(snapshot)],
  ])('%s is not written, in words, and nothing of it is left', async (_what, code, write) => {
    const before = readdirSync(disk, {recursive: true}).sort();
    await expect(write()).rejects.toMatchObject({code, message: expect.stringContaining('no space left')});
    expect(readdirSync(disk, {recursive: true}).sort()).toEqual(before);
    expect(readFileSync(at('config'), 'utf8')).toBe('before');
  });

  test('a log is incomplete, and says so once', async () => {
    const findings: unknown[] = [];
    const log = await openRunLog(
      at('logs'),
      'demo-apply',
      () => new Date(),
      finding => findings.push(finding),
    );
    log.write({title: LARGE});
    log.write({title: LARGE});
    log.close();
    expect(findings).toMatchObject([{code: 'log/incomplete'}]);
  });
});
