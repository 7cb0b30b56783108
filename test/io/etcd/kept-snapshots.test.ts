import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {listedSnapshot} from '../../../src/core/snapshots/listed.js';
import {KEPT_SNAPSHOTS, keptSnapshots} from '../../../src/io/etcd/kept-snapshots.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {hostScript} from '../../../src/io/remote/host-script.js';
import {snapshotManifest} from '../../support/builders/snapshot.js';
import {TestHost} from '../remote/test-host.js';

const NAME = '20261126T070809Z-c1-9007199254740993.db';
const CONTENT = 'the data of etcd';
const MANIFEST = snapshotManifest(CONTENT);

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const kept = async () => {
  const script = hostScript(await loadTemplates(), 'kept-snapshots').replace('base=/var', `base=${host.at('/var')}`);
  const {transport} = host;
  return keptSnapshots(
    hostName('cp1'),
    {
      ...transport,
      exec: (command, options) => {
        // The test host gives a script only its root: the words are set in the script.
        const words = command.argv.slice(4).map(word => `'${word.replaceAll("'", `'\\''`)}'`);
        return transport.exec({...command, argv: ['sh', '-c', `set -- ${words.join(' ')}\n${script}`]}, options);
      },
    },
    script,
  );
};
const pieces = async function* (text = CONTENT) {
  for (const piece of text.match(/.{1,5}/g) ?? []) yield Buffer.from(piece);
};
const there = () => readdirSync(host.at(KEPT_SNAPSHOTS)).toSorted();

test('a snapshot that is received is there with its manifest, for root only', async () => {
  await (await kept()).receive(NAME, MANIFEST, pieces());
  expect(there()).toEqual([NAME, `${NAME}.json`]);
  expect(readFileSync(host.at(`${KEPT_SNAPSHOTS}/${NAME}`), 'utf8')).toBe(CONTENT);
  for (const [path, mode] of [
    ['', 0o700],
    [`/${NAME}`, 0o600],
    [`/${NAME}.json`, 0o600],
  ] as const)
    expect(statSync(host.at(`${KEPT_SNAPSHOTS}${path}`)).mode & 0o777).toBe(mode);
  const [found] = await (await kept()).list();
  expect(listedSnapshot(found!, {folder: KEPT_SNAPSHOTS})).toMatchObject({state: 'good', from: 'cp1'});
});

test('one that is damaged on its way is not there', async () => {
  await expect((await kept()).receive(NAME, MANIFEST, pieces('other data'))).rejects.toMatchObject({
    code: 'etcd/snapshot-failed',
  });
  expect(there()).toEqual([]);
});

test('one that was taken on the host is moved there', async () => {
  host.write('/var/lib/quorate/snapshot.a1B2c3/db', CONTENT);
  const taken = {name: 'snapshot.a1B2c3', bytes: 16, digest: MANIFEST.sha256, revision: '1', encryptionKeys: []};
  await (await kept()).keep(taken, NAME, MANIFEST);
  expect(there()).toEqual([NAME, `${NAME}.json`]);
  expect(host.exists('/var/lib/quorate/snapshot.a1B2c3/db')).toBe(false);
});

test('the list has damaged ones and ones without a manifest, and no other files', async () => {
  await (await kept()).receive(NAME, MANIFEST, pieces());
  writeFileSync(host.at(`${KEPT_SNAPSHOTS}/${NAME}`), 'damaged');
  for (const name of ['mine.db', 'half.db.part', 'notes.txt', 'secret.db.cms'])
    writeFileSync(host.at(`${KEPT_SNAPSHOTS}/${name}`), 'x');
  const list = await (await kept()).list();
  expect(list.map(found => [found.name, listedSnapshot(found, {folder: ''}).state])).toEqual([
    [NAME, 'damaged'],
    ['mine.db', 'no manifest'],
    ['secret.db.cms', 'no manifest'],
  ]);
});

test('a host that keeps none has an empty list', async () => {
  expect(await (await kept()).list()).toEqual([]);
});

test.each(['../x.db', 'a/b.db', '.db', 'x', 'x.db;id', 'x\ny.db'])('no file is written outside: %j', async name => {
  await expect((await kept()).receive(name, MANIFEST, pieces())).rejects.toMatchObject({code: 'etcd/snapshot-failed'});
  expect(host.exists(KEPT_SNAPSHOTS)).toBe(false);
});
