import {rmSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {isManaged} from '../../../src/core/model/scope.js';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {identities, saying} from './identities.js';
import {TestHost} from './test-host.js';

const {cp1, w1} = identities;
const places = ['/var/lib/quorate', '/etc/quorate'];
const put = (path: string, text = 'x') => ({path, mode: '644', content: Buffer.from(text), secret: false});
const everything = {
  identity: undefined,
  deleteEdited: false,
  units: ['etcd.service'],
  directories: ['/var/lib/etcd', '/run/quorate'],
};
const nothingAsked = EMPTY_QUERY;

let host: TestHost;
beforeEach(async () => {
  host = new TestHost();
  host.write('/proc/self/mountinfo', '');
  for (const name of ['systemctl', 'ip', 'umount']) host.command(name, 'echo "$(basename "$0") $*" >>"$ROOT/calls"');
  host.command('nft', 'exit 0');
  await host.port.put([
    put('/etc/systemd/system/etcd.service'),
    ...places.map(place => put(`${place}/identity`, saying(cp1))),
  ]);
});
afterEach(() => host.remove());

const calls = (): readonly string[] => (host.exists('/calls') ? host.text('/calls').trimEnd().split('\n') : []);
const asCp1 = {...everything, identity: cp1};
const refusal = (text: string | RegExp) => ({code: 'identity/other', message: expect.stringMatching(text)});

test('a host with the expected identity is reset, and has none afterwards', async () => {
  expect((await host.port.reset(asCp1)).removed).toContain('/etc/systemd/system/etcd.service');
  for (const place of places) expect(host.exists(place)).toBe(false);
  expect((await host.port.reset(asCp1)).removed).toEqual([]);
});

test.each([
  [w1, /cp-1 of cluster a+; .*w-1 of cluster a+$/],
  [{...cp1, cluster: identities.elsewhere.cluster}, /cp-1 of cluster b+$/],
  [undefined, /cp-1 of cluster a+; expected none$/],
])('a host is not reset when %o was expected', async (identity, why) => {
  await expect(host.port.reset({...everything, identity})).rejects.toMatchObject(refusal(why));
  expect(calls()).toEqual([]);
  expect(host.exists('/etc/systemd/system/etcd.service')).toBe(true);
});

test.each(places)('a host is not reset when one file has another identity: %s', async place => {
  const other = places.find(each => each !== place)!;
  host.write(`${place}/identity`, saying(w1));
  await expect(host.port.reset(asCp1)).rejects.toMatchObject(refusal(`${place}/identity .*w-1`));
  rmSync(host.at(`${other}/identity`));
  await expect(host.port.reset(asCp1)).rejects.toMatchObject(refusal(`${place}/identity .*w-1`));
  expect(calls()).toEqual([]);
});

test.each(['', '\n', 'host=cp-1\n', `cluster=${cp1.cluster}\n`, `${saying(cp1)}host=w-1\n`])(
  'a host is not reset when its identity file is %j',
  async text => {
    host.write('/etc/quorate/identity', text);
    await expect(host.port.reset(asCp1)).rejects.toMatchObject(refusal('/etc/quorate/identity'));
    await expect(host.port.reset(everything)).rejects.toMatchObject({code: 'identity/other'});
    expect(calls()).toEqual([]);
  },
);

test('a host is not reset when its identity file cannot be read', async () => {
  rmSync(host.at('/etc/quorate/identity'));
  host.write('/etc/quorate/identity/x', '');
  await expect(host.port.reset(asCp1)).rejects.toMatchObject(refusal('identity cannot be read: .*directory'));
  expect(calls()).toEqual([]);
});

test('with a new /var the copies of identity and ownership list are used', async () => {
  rmSync(host.at('/var/lib/quorate'), {recursive: true});
  await expect(host.port.reset({...everything, identity: w1})).rejects.toMatchObject({code: 'identity/other'});
  expect((await host.port.reset(asCp1)).removed).toContain('/etc/systemd/system/etcd.service');
  expect(host.exists('/etc/quorate')).toBe(false);
});

const DATA = '/var/lib/etcd/member/snap/db';
const MARKERS = ['/var/lib/quorate/etcd-member', '/etc/etcd/member'];
/** The removal with this number is the last thing that happens, or does not happen any more. */
const cutAt = (number: number, when: string) =>
  `rm() { command echo x >>removals; [ "$(wc -l <removals)" = ${number} ] || { command rm "$@"; return; }; ${when} kill -KILL $$; }`;

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  'both markers stay while etcd data exists, whenever a reset is interrupted (%i)',
  async number => {
    for (const when of ['', 'command rm "$@";']) {
      rmSync(host.at('/removals'), {force: true});
      await host.port.put([put('/etc/etcd/flags'), ...MARKERS.map(path => put(path)), put('/etc/kubernetes/a')]);
      host.write(DATA, 'data');
      host.trouble = {before: cutAt(number, when)};
      await host.port.reset(asCp1).catch(() => {});
      if (host.exists(DATA)) expect(MARKERS.filter(host.exists)).toEqual(MARKERS);
      await host.port.reset(asCp1);
      for (const path of [...places, '/etc/etcd', '/var/lib/etcd']) expect(host.exists(path)).toBe(false);
    }
  },
);

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'the identity stays until the reset is complete, whenever it is interrupted (%i)',
  async number => {
    for (const when of ['', 'command rm "$@";']) {
      rmSync(host.at('/removals'), {force: true});
      host.trouble = {before: cutAt(number, when)};
      const ended = await host.port.reset(asCp1).then(
        () => 'done',
        () => 'cut',
      );
      const facts = await host.port.facts(nothingAsked);
      if (ended === 'done') expect(isManaged(facts)).toBe(false);
      if (isManaged(facts)) {
        expect(facts.identity).toMatchObject({known: true, value: cp1});
        await expect(host.port.reset({...everything, identity: w1})).rejects.toMatchObject({code: 'identity/other'});
      }
    }
    await host.port.reset(asCp1);
    for (const place of [...places, '/run/quorate']) expect(host.exists(place)).toBe(false);
    expect(host.exists('/etc/systemd/system/etcd.service')).toBe(false);
  },
);
