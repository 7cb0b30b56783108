import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {openRunLog} from '../../../src/io/local/run-log.js';
import {localWire} from '../../../src/io/transport/local.js';
import {logged} from '../../../src/io/transport/log.js';
import type {Command} from '../../../src/io/transport/transport.js';
import {temporaryHome} from './support/keys.js';

let home: ReturnType<typeof temporaryHome>;

beforeEach(() => {
  home = temporaryHome();
});

afterEach(() => home.clean());

const logOf = async (...commands: Command[]) => {
  const log = await openRunLog(
    join(home.path, 'logs'),
    'demo-init',
    () => new Date(),
    () => {},
  );
  const transport = logged(localWire(process.env), log, hostName('cp-1'));
  for (const command of commands) await transport.exec(command, {timeoutMs: 10_000}).catch(() => {});
  log.close();
  const text = readFileSync(log.path, 'utf8');
  return {
    text,
    records: text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as unknown),
  };
};

test('every command is one line with host, title, arguments, result and duration', async () => {
  const {records} = await logOf(
    {argv: ['sh', '-c', 'echo out; echo err >&2; exit 3'], title: 'gather facts', changes: false},
    {argv: ['true'], title: 'load modules', changes: true},
  );
  expect(records).toMatchObject([
    {
      host: 'cp-1',
      target: 'local',
      title: 'gather facts',
      argv: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
      changes: false,
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      ms: expect.any(Number),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
    {title: 'load modules', changes: true, code: 0},
  ]);
});

test('input is never logged, and the output of a secret command neither', async () => {
  const {text, records} = await logOf(
    {argv: ['sh', '-c', 'cat > /dev/null'], stdin: 'top secret', title: 'put files', changes: true},
    {argv: ['sh', '-c', 'cat; cat >&2'], stdin: 'top secret', secret: true, title: 'read a key', changes: false},
    {argv: ['sh', '-c', 'echo top $0 >&2', 'secret'], secret: true, title: 'complain', changes: false},
  );
  expect(text).not.toContain('top secret');
  expect(records).toHaveLength(3);
});

test('a command without a result is logged with the reason', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('the file went away');
  }
  const {records} = await logOf({argv: ['cat'], stdin: broken(), title: 'install kubelet', changes: true});
  expect(records).toMatchObject([{title: 'install kubelet', failure: 'Error: the file went away'}]);
});

test('long output is shortened, with the number of missing bytes', async () => {
  const {records} = await logOf({argv: ['head', '-c', '10000', '/dev/zero'], title: 'read', changes: false});
  expect(records).toMatchObject([{stdout: expect.stringMatching(/… 1808 bytes more$/)}]);
});
