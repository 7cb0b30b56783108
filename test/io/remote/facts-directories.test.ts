import {mkdirSync, rmSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const DATA = '/var/lib/etcd';
async function isEmpty(): Promise<boolean | undefined> {
  const question = {...EMPTY_QUERY, paths: [DATA]};
  return (await host.port.facts(question)).directories.get(DATA)?.empty;
}

test('a directory with nothing but lost+found is empty', async () => {
  mkdirSync(host.at(`${DATA}/lost+found`), {recursive: true});
  expect(await isEmpty()).toBe(true);
  host.write(`${DATA}/member/snap/db`, 'data');
  expect(await isEmpty()).toBe(false);
  rmSync(host.at(`${DATA}/member`), {recursive: true});
  host.write(`${DATA}/.hidden`, '');
  expect(await isEmpty()).toBe(false);
});

test.each([
  ['a file', () => host.write(`${DATA}/lost+found`, '')],
  ['a link', () => host.link(`${DATA}/lost+found`, '/')],
] as const)('a directory with %s named lost+found is not empty', async (_, make) => {
  make();
  expect(await isEmpty()).toBe(false);
});

test('a directory of etcd with nothing but what a restore keeps beside the member is empty', async () => {
  host.write(`${DATA}/quorate-old/a1-b2/member/snap/db`, 'old');
  host.write(`${DATA}/quorate-restore/record`, 'snapshot=1');
  expect(await isEmpty()).toBe(true);
  host.write(`${DATA}/member/snap/db`, 'data');
  expect(await isEmpty()).toBe(false);
});
