import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {RegistryConfig} from '../../../src/core/model/config.js';
import {hostsToml} from '../../../src/core/render/runtime/hosts-toml.js';
import {registryOperatorFiles} from '../../../src/core/render/runtime/registries.js';
import {operatorFilesOf} from '../../../src/io/local/operator-files.js';
import {testCa} from '../../support/certificates.js';

const ca = testCa().certPem;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-operator-'));
  await writeFile(join(folder, 'ca.crt'), ca);
});

afterEach(() => rm(folder, {recursive: true}));

const registries = (): readonly RegistryConfig[] => [
  {host: 'quay.io', mirrors: ['https://mirror.example.com']},
  {host: 'registry.example.com:5000', mirrors: [], ca: join(folder, 'ca.crt'), credentials: {tokenEnv: 'TOKEN'}},
  {host: 'docker.io', mirrors: [], credentials: {username: 'robot', passwordEnv: 'PASSWORD'}},
];
const ENV = {TOKEN: 'abc', PASSWORD: 'secret'};

test('registries without CA and credentials need no file of the operator', () => {
  expect(operatorFilesOf([], ENV)).toBeUndefined();
  expect(operatorFilesOf(registries().slice(0, 1), ENV)).toBeUndefined();
});

test('every file that is planned for a host has a content', async () => {
  const files = await operatorFilesOf(registries(), ENV)!();
  const [, withToken, withPassword] = registries();
  expect(new Map([...files].map(([source, content]) => [source, Buffer.from(content).toString()]))).toEqual(
    new Map([
      ['registry-ca/registry.example.com:5000', ca],
      ['registry-hosts/registry.example.com:5000', hostsToml(withToken!, 'Bearer abc')],
      ['registry-hosts/docker.io', hostsToml(withPassword!, 'Basic cm9ib3Q6c2VjcmV0')],
    ]),
  );
  const planned = registryOperatorFiles({registries: registries()}, {owned: new Set()}).map(({source}) => source);
  expect(planned.toSorted()).toEqual([...files.keys()].toSorted());
});

test('a changed secret is read at the next call', async () => {
  const env: NodeJS.ProcessEnv = {...ENV};
  const read = operatorFilesOf(registries(), env)!;
  const before = await read();
  env.TOKEN = 'def';
  const after = await read();
  const changed = [...after].filter(([source, content]) => !Buffer.from(before.get(source)!).equals(content));
  expect(changed.map(([source]) => source)).toEqual(['registry-hosts/registry.example.com:5000']);
});

test.each([
  ['config/credentials-unusable', 'spec.registries[1].credentials.tokenEnv', {PASSWORD: 'secret'}],
  ['config/credentials-unusable', 'spec.registries[2].credentials.passwordEnv', {TOKEN: 'abc'}],
])('%s names the setting %s', async (code, setting, env) => {
  const read = operatorFilesOf(registries(), env)!;
  await expect(read()).rejects.toMatchObject({code, message: expect.stringContaining(setting)});
});

test('a CA file that is gone is named with its setting', async () => {
  await rm(join(folder, 'ca.crt'));
  await expect(operatorFilesOf(registries(), ENV)!()).rejects.toMatchObject({
    code: 'config/ca-unusable',
    message: expect.stringContaining('spec.registries[1].ca'),
  });
});
