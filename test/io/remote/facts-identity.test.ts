import {mkdirSync, rmSync, unlinkSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {identities, recorded, saying} from './identities.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const facts = () => host.port.facts(EMPTY_QUERY);

const IDENTITIES = ['/var/lib/quorate/identity', '/etc/quorate/identity'] as const;

test('the identity of a host is read from either of two files, and undefined without them', async () => {
  const known = {known: true, value: recorded(identities.cp1)};
  expect((await facts()).identity).toBeUndefined();
  host.write(IDENTITIES[1], saying(identities.cp1));
  expect((await facts()).identity).toEqual(known);
  host.write(IDENTITIES[0], saying(identities.cp1).trimEnd());
  expect((await facts()).identity).toEqual(known);
  unlinkSync(host.at(IDENTITIES[1]));
  expect((await facts()).identity).toEqual(known);
  host.write(IDENTITIES[1], saying(identities.w1));
  expect((await facts()).identity).toEqual({
    known: false,
    why: expect.stringMatching(/cp-1 .*of demo.*w-1 .*of demo.*differ/),
  });
});

test.each(IDENTITIES)('%s that is unreadable, empty or incomplete is not absent', async path => {
  const why = {known: false, why: expect.stringContaining(path)};
  const broken: readonly (() => void)[] = [
    () => host.write(path, ''),
    () => host.write(path, Buffer.alloc(64)),
    () => host.write(path, saying(identities.cp1).slice(0, 60)),
    () => mkdirSync(host.at(path), {recursive: true}),
    () => host.link(path, 'nowhere'),
  ];
  for (const other of [undefined, IDENTITIES.find(each => each !== path)!])
    for (const spoil of broken) {
      if (other !== undefined) host.write(other, saying(identities.cp1));
      spoil();
      expect((await facts()).identity).toEqual(why);
      rmSync(host.at(path), {recursive: true});
    }
});

test('a path in either ownership list is owned', async () => {
  host.write('/etc/a', 'a');
  host.write('/etc/b', 'b');
  host.write('/var/lib/quorate/owned', '/etc/a\n/etc/c');
  host.write('/etc/quorate/owned', '/etc/b\n/etc/a\n');
  const {owned, files} = await facts();
  expect([...owned].sort()).toEqual(['/etc/a', '/etc/b', '/etc/c']);
  expect([...files.keys()]).toEqual(['/etc/a', '/etc/b']);
  rmSync(host.at('/var/lib/quorate/owned'));
  expect((await facts()).owned).toEqual(new Set(['/etc/a', '/etc/b']));
});

test.each(['/var/lib/quorate/owned', '/etc/quorate/owned'])(
  'a list at %s that cannot be read is an error',
  async path => {
    mkdirSync(host.at(path), {recursive: true});
    await expect(facts()).rejects.toMatchObject({code: 'hosts/command-failed', message: expect.stringContaining(path)});
  },
);
