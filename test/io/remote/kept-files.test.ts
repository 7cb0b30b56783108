import {lstatSync, readdirSync, readlinkSync, utimesSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {TestHost} from './test-host.js';

const UNIT = '/etc/systemd/system/etcd.service';
const KEY = '/etc/kubernetes/pki/etcd/server.key';
const LINK = '/opt/quorate/bin/etcd';
const NEW = '/etc/etcd/new.conf';
const PATHS = [UNIT, KEY, LINK, NEW];

let host: TestHost;
beforeEach(async () => {
  host = new TestHost();
  await host.port.put([file(UNIT, 'old unit', '644'), file(KEY, 'old key', '600')]);
  await host.port.link([{path: LINK, target: '../etcd/3.6.16/bin/etcd'}]);
});
afterEach(() => host.remove());

const file = (path: string, text: string, mode: string) => ({path, mode, content: Buffer.from(text), secret: false});
const mode = (path: string): string => (lstatSync(host.at(path)).mode & 0o777).toString(8);

async function replaceAll(text: string): Promise<void> {
  await host.port.put([file(UNIT, `${text} unit`, '600'), file(KEY, `${text} key`, '640'), file(NEW, text, '644')]);
  await host.port.link([{path: LINK, target: '../etcd/3.7.3/bin/etcd'}]);
}

const seen = () => [
  `${host.text(UNIT)} ${mode(UNIT)}`,
  `${host.text(KEY)} ${mode(KEY)}`,
  readlinkSync(host.at(LINK)),
  host.exists(NEW),
];
const BEFORE = ['old unit 644', 'old key 600', '../etcd/3.6.16/bin/etcd', false];

test('kept files are restored: contents, modes, links, and what did not exist', async () => {
  await host.port.keepFiles('etcd', PATHS);
  await replaceAll('new');
  await host.port.restoreFiles('etcd');
  expect(seen()).toEqual(BEFORE);
});

test('the first copy stays: a repeated change does not replace it', async () => {
  await host.port.keepFiles('etcd', PATHS);
  await replaceAll('bad');
  await host.port.keepFiles('etcd', [...PATHS, '/etc/etcd/etcd.env']);
  await replaceAll('worse');
  await host.port.restoreFiles('etcd');
  expect(seen()).toEqual(BEFORE);
});

test('a restored file is newer than the one that it replaces, so that systemd reads it again', async () => {
  utimesSync(host.at(UNIT), 1, 1);
  await host.port.keepFiles('etcd', [UNIT]);
  await host.port.put([file(UNIT, 'new unit', '644')]);
  const replaced = lstatSync(host.at(UNIT)).mtimeMs;
  await host.port.restoreFiles('etcd');
  expect(lstatSync(host.at(UNIT)).mtimeMs).toBeGreaterThanOrEqual(replaced);
});

test('a set is a fact of the host until it is forgotten, and other sets are not touched', async () => {
  const kept = async () => [...(await host.port.facts(EMPTY_QUERY)).keptFiles];
  expect(await kept()).toEqual([]);
  await host.port.keepFiles('etcd', [UNIT]);
  await host.port.keepFiles('node', [KEY]);
  expect(await kept()).toEqual(['etcd', 'node']);
  await host.port.forgetFiles('etcd');
  expect(await kept()).toEqual(['node']);
  await host.port.forgetFiles('node');
  await host.port.forgetFiles('node');
  expect(readdirSync(host.at('/var/lib/quorate'))).not.toContain('previous');
});

test('copies can be read by root only', async () => {
  await host.port.keepFiles('etcd', [UNIT]);
  expect(mode('/var/lib/quorate/previous')).toBe('700');
});

test('nothing kept: a restore changes nothing', async () => {
  await host.port.restoreFiles('etcd');
  expect(seen()).toEqual(BEFORE);
});
