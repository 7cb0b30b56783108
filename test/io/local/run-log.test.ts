import {openSync} from 'node:fs';
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {logDirectory, logTo, openRunLog} from '../../../src/io/local/run-log.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'run-log-'));
});
afterEach(() => rm(directory, {recursive: true}));

const at = (time: string) => () => new Date(time);
const noon = at('2026-03-14T12:00:00.123Z');
const unexpected = (finding: object): never => {
  throw new Error(`not expected: ${JSON.stringify(finding)}`);
};

test('an entry is one JSON line with the time, in a file that only its owner can read', async () => {
  const log = await openRunLog(join(directory, 'deep', 'logs'), 'demo-init', noon, unexpected);
  log.write({host: 'cp1', title: 'read facts', argv: ['sh'], code: 0, ms: 12});
  log.write({title: 'two\nlines'});
  log.close();
  expect(log.path).toBe(join(directory, 'deep', 'logs', 'demo-init-20260314T120000Z.log'));
  expect((await stat(log.path)).mode & 0o777).toBe(0o600);
  const lines = (await readFile(log.path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(lines).toEqual([
    {time: '2026-03-14T12:00:00.123Z', host: 'cp1', title: 'read facts', argv: ['sh'], code: 0, ms: 12},
    {time: '2026-03-14T12:00:00.123Z', title: 'two\nlines'},
  ]);
});

test('entries after the end are dropped', async () => {
  const log = await openRunLog(directory, 'demo-init', noon, unexpected);
  log.close();
  log.write({title: 'late'});
  log.close();
  expect(await readFile(log.path, 'utf8')).toBe('');
});

test('two runs of the same second have separate files', async () => {
  const paths = [
    await openRunLog(directory, 'demo-init', noon, unexpected),
    await openRunLog(directory, 'demo-init', noon, unexpected),
  ].map(log => {
    log.close();
    return log.path;
  });
  expect(new Set(paths).size).toBe(2);
});

test('the newest twenty logs of all clusters are kept, and other files', async () => {
  await writeFile(join(directory, 'notes.log'), '');
  for (let minute = 10; minute < 35; minute += 1) {
    const name = minute % 2 === 0 ? 'zebra-init' : 'ant-join';
    (await openRunLog(directory, name, at(`2026-03-14T12:${minute}:00Z`), unexpected)).close();
  }
  const left = (await readdir(directory)).sort((a, b) => a.slice(-20).localeCompare(b.slice(-20)));
  expect(left).toHaveLength(21);
  expect(left).toContain('notes.log');
  expect(left.filter(file => file.includes('T1214'))).toEqual([]);
  expect(left.filter(file => file.includes('T1215'))).toHaveLength(1);
});

test('characters that are not allowed in file names are replaced', async () => {
  const log = await openRunLog(directory, '../demo/x-init', noon, unexpected);
  log.close();
  expect(log.path.startsWith(join(directory, '.._demo_x-init-'))).toBe(true);
});

test('the folder follows XDG_STATE_HOME, else it is in the home', () => {
  expect(logDirectory({XDG_STATE_HOME: '/state'})).toBe('/state/quorate/logs');
  expect(logDirectory({})).toMatch(/\/\.local\/state\/quorate\/logs$/);
});

test('a directory that cannot be made is an error that names it', async () => {
  await writeFile(join(directory, 'plain'), '');
  const path = join(directory, 'plain', 'logs');
  await expect(openRunLog(path, 'demo-init', noon, unexpected)).rejects.toMatchObject({
    code: 'log/unwritable',
    message: expect.stringContaining(path),
  });
});

test('entries that cannot be written are reported once, with the file and the reason', () => {
  const findings: object[] = [];
  const file = {path: '/state/demo.log', descriptor: openSync('/dev/full', 'w')};
  const log = logTo(file, noon, finding => findings.push(finding));
  log.write({title: 'one'});
  log.write({title: 'two'});
  log.close();
  expect(findings).toEqual([
    {
      code: 'log/incomplete',
      level: 'warning',
      message: 'the log /state/demo.log is incomplete: no space left on device',
    },
  ]);
});
