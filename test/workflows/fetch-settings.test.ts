import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {ClusterConfig} from '../../src/core/model/config.js';
import {readFetchSettings} from '../../src/workflows/fetch-settings.js';
import {clusterConfig} from '../support/builders/config.js';
import {testCa} from '../support/certificates.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-settings-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const file = (name: string, content: string, mode = 0o600): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
};
const now = new Date();
const ca = testCa({notBefore: now, notAfter: new Date(now.getTime() + 86_400_000)}).certPem;
const mirror = 'https://files.example.com/k8s';
const settingsOf = (changes: Partial<ClusterConfig>, env: NodeJS.ProcessEnv = {}) =>
  readFetchSettings({...clusterConfig(), ...changes}, env);

test('hosts that download nothing need no settings', () => {
  expect(settingsOf({})).toBeUndefined();
  expect(settingsOf({artifacts: {source: 'bundle'}})).toBeUndefined();
});

test('without CA and credentials, there are none', async () => {
  expect(await settingsOf({artifacts: {source: 'upstream'}})!()).toEqual({base: 'https://'});
  expect(await settingsOf({artifacts: {mirror}})!()).toEqual({base: `${mirror}/`});
});

test('CA and credentials are read when they are first needed, and once', async () => {
  const tokenFile = join(folder, 'later');
  const read = settingsOf({artifacts: {mirror, ca: file('ca.crt', ca, 0o644), credentials: {tokenFile}}})!;
  file('later', 'secret');
  expect(await read()).toMatchObject({authorization: 'Bearer secret', certificates: Buffer.from(ca)});
  file('later', 'other');
  expect((await read()).authorization).toBe('Bearer secret');
});

test('user name and password are sent as basic authentication', async () => {
  const credentials = {username: 'robot', passwordEnv: 'MIRROR_PASSWORD'};
  const {authorization} = await settingsOf({artifacts: {mirror, credentials}}, {MIRROR_PASSWORD: 'pässword'})!();
  expect(Buffer.from(authorization!.replace('Basic ', ''), 'base64').toString()).toBe('robot:pässword');
});

test.each([
  {what: 'a CA file without a certificate', artifacts: {ca: file('empty', '')}, code: 'config/ca-unusable'},
  {
    what: 'a variable that is not set',
    artifacts: {credentials: {tokenEnv: 'NO_SUCH_TOKEN'}},
    code: 'config/credentials-unusable',
  },
  {
    what: 'a password file that others can read',
    artifacts: {credentials: {username: 'robot', passwordFile: file('open', 'secret', 0o644)}},
    code: 'config/credentials-unusable',
  },
])('$what is $code', async ({artifacts, code}) => {
  await expect(settingsOf({artifacts: {mirror, ...artifacts}})!()).rejects.toMatchObject({code});
});

describe('through a proxy,', () => {
  const proxy = {http: 'http://proxy.example.com:3128', https: 'http://proxy.example.com:3128'};
  const noProxyFor = async (url: string, noProxy: readonly string[]) =>
    (await settingsOf({artifacts: {mirror: url}, proxy: {...proxy, noProxy}})!()).proxy!.noProxy;

  test('hosts of the cluster and those of noProxy are reached directly', async () => {
    expect(await noProxyFor(mirror, ['.example.org'])).toEqual(
      expect.arrayContaining(['127.0.0.1', '.example.org', ...clusterConfig().hosts.map(({address}) => address)]),
    );
  });

  test('the address of a mirror that a CIDR exempts is listed: wget does not know CIDRs', async () => {
    expect(await noProxyFor('http://192.168.7.9:8480/k8s', ['192.168.0.0/16'])).toContain('192.168.7.9');
    expect(await noProxyFor('http://[fd00::9]:8480', ['fd00::/64'])).toContain('fd00::9');
    expect(await noProxyFor('http://172.31.7.9:8480', ['192.168.0.0/16'])).not.toContain('172.31.7.9');
  });
});
