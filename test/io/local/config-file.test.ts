import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {loadConfig} from '../../../src/io/local/config-file.js';
import {clusterYaml, hostYaml} from '../../core/config/support.js';
import {testCa} from '../../support/certificates.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-config-'));
});

afterEach(() => rm(folder, {recursive: true}));

async function file(text: string): Promise<string> {
  const path = join(folder, 'cluster.yaml');
  await writeFile(path, text);
  return path;
}

const failure = (path: string): Promise<Failure> =>
  loadConfig(path).then(
    () => expect.unreachable('it was loaded'),
    (error: Failure) => error,
  );

test('a valid file is a configuration', async () => {
  const {config, warnings} = await loadConfig(await file(clusterYaml()));
  expect(config.name).toBe('test');
  expect(warnings).toEqual([]);
});

test('relative paths are resolved from the folder of the file, and ~/ is kept', async () => {
  const spec = 'ssh: {keyFiles: [keys/id, ~/.ssh/id, /etc/id], knownHostsFile: known}\nartifacts: {bundle: ../bundle}';
  const {config} = await loadConfig(await file(clusterYaml({spec})));
  expect(config.hosts[0]?.ssh).toMatchObject({
    keyFiles: [join(folder, 'keys/id'), '~/.ssh/id', '/etc/id'],
    knownHostsFile: join(folder, 'known'),
  });
  expect(config.artifacts.bundle).toBe(join(folder, '../bundle'));
  expect(JSON.stringify(config)).not.toContain(`${homedir()}/.ssh`);
});

describe('the CA of an OpenID Connect issuer', () => {
  const spec =
    'authentication: {issuers: [{url: "https://login.example.com", audiences: [a], ca: login.pem, username: {claim: sub, prefix: ""}}]}';

  test('is read from a file beside the configuration', async () => {
    const {certPem} = testCa();
    await writeFile(join(folder, 'login.pem'), certPem);
    const {config} = await loadConfig(await file(clusterYaml({spec})));
    expect(config.authentication?.issuers).toMatchObject([{ca: join(folder, 'login.pem'), caCertificates: certPem}]);
  });

  test('that is missing fails with the setting', async () => {
    expect(await failure(await file(clusterYaml({spec})))).toMatchObject({
      code: 'config/ca-unusable',
      message: expect.stringContaining('spec.authentication.issuers[0].ca: '),
    });
  });
});

test('a warning is a finding with its position and a remedy', async () => {
  const hosts = hostYaml('a', '10.0.0.1', 'control-plane') + hostYaml('b', '10.0.0.2', 'control-plane');
  const path = await file(clusterYaml({hosts}));
  const {warnings} = await loadConfig(path);
  expect(warnings).toEqual([
    {
      code: 'config/even-etcd-members',
      level: 'warning',
      message: expect.stringContaining(`${path}:6:3: spec.hosts: 2 etcd members`),
      fix: 'use 1 or 3 hosts with the role control-plane',
    },
  ]);
});

test('an invalid file fails with all of its issues', async () => {
  const path = await file(clusterYaml({spec: 'topolgy: stacked\nssh: {port: 0}'}));
  const error = await failure(path);
  expect(error).toBeInstanceOf(Failure);
  expect(error.code).toBe('config/invalid');
  expect(error.message).toContain(`${path}:6:3 error: spec.topolgy: unknown key "topolgy"`);
  expect(error.message).toContain(`${path}:7:15 error: spec.ssh.port: expected at least 1`);
  expect(error.suggestions.join()).toContain(`quorate config validate -c ${path}`);
});

test('a missing file fails with suggestions', async () => {
  const error = await failure(join(folder, 'none.yaml'));
  expect(error.code).toBe('config/unreadable');
  expect(error.message).toContain('no such file');
  expect(error.suggestions.join()).toContain('--config');
});

test('a directory is not a configuration', async () => {
  expect((await failure(folder)).message).toContain('it is a directory');
});
