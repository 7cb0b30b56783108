import {execFileSync} from 'node:child_process';
import {chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {loadTemplates} from '../../../src/io/local/templates.js';

const script = (await loadTemplates()).get('host/absent.sh')!;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quorate-absent-'));
  chmodSync(root, 0o755);
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

/** Which of these are absent, as the script says with its working directory in root. */
function absent(paths: readonly string[], shell = 'sh', as: readonly string[] = []): readonly string[] {
  const text = `${script}\nfor path; do if is_absent "$path"; then printf '%s\\n' "$path"; fi; done`;
  const [file = '', ...args] = [...as, shell, '-c', text, 'absent', ...paths];
  return execFileSync(file, args, {cwd: root, stdio: ['ignore', 'pipe', 'inherit']})
    .toString()
    .split('\n')
    .filter(Boolean);
}

/** What the kernel says of it: the reference. */
function reference(path: string): boolean {
  try {
    lstatSync(join(root, path));
    return false;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

const name = fc.stringMatching(/^[ !-.0-9:-~]{1,4}$/).filter(each => each !== '.' && each !== '..');

test.each(['sh', 'bash'])('%s: the same paths are absent as for the kernel, whatever their names', shell => {
  fc.assert(
    fc.property(fc.array(name, {minLength: 1, maxLength: 6}), fc.array(name, {maxLength: 4}), (made, others) => {
      rmSync(root, {recursive: true, force: true});
      mkdirSync(root);
      made.forEach((each, at) => {
        const path = join(root, each);
        if (!reference(each)) return;
        if (at % 3 === 0) mkdirSync(path);
        else if (at % 3 === 1) writeFileSync(path, '');
        else symlinkSync(made[0]!, path);
      });
      const all = [...made, ...others];
      const paths = all.flatMap(each => [each, ...all.map(below => `${each}/${below}`)]).map(each => `./${each}`);
      expect(absent(paths, shell)).toEqual(paths.filter(reference));
    }),
    {numRuns: 12},
  );
});

const LINKS: readonly (readonly [string, string, string, boolean])[] = [
  ['a link to nothing', 'nowhere', 'a/x', true],
  ['a link to nothing elsewhere', '/no/such/folder', 'a/x', true],
  ['a link to itself', 'a', 'a/x', false],
];
test.each(LINKS)('below %s, %s -> %s: absent is %s', (_, target, path, is) => {
  symlinkSync(target, join(root, 'a'));
  expect(absent([`./${path}`])).toEqual(is ? [`./${path}`] : []);
});

/** As a user whom permissions apply to. */
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

test.each([
  ['searched', 0o644],
  ['listed', 0o711],
  ['entered', 0o000],
])('nothing is absent from a directory that cannot be %s, also behind a link', (_, mode) => {
  mkdirSync(join(root, 'closed/in'), {recursive: true});
  writeFileSync(join(root, 'closed/in/file'), '');
  symlinkSync('closed/in', join(root, 'link'));
  chmodSync(join(root, 'closed'), mode);
  expect(statSync(join(root, 'closed')).mode & 0o777).toBe(mode);
  expect(absent(['./closed/other', './closed/other/x', './else'], 'sh', asNobody)).toEqual(['./else']);
  if (mode !== 0o711) expect(absent(['./link/file', './link/other'], 'sh', asNobody)).toEqual([]);
  chmodSync(join(root, 'closed'), 0o755);
});
