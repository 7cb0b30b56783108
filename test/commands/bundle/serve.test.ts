import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import type {IncomingMessage} from 'node:http';
import {get} from 'node:https';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import BundleServe from '../../../src/commands/bundle/serve.js';
import {sansOf} from '../../../src/core/pki/alternative-names.js';
import {validityFrom} from '../../../src/core/pki/lifetimes.js';
import {testCa, testLeaf} from '../../support/certificates.js';
import {writeFakeBundle} from '../../support/fake-bundle.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quorate-serve-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, {recursive: true, force: true});
});

/** What a shell would see. @param meanwhile runs beside the command, and is followed by Ctrl-C. */
const run = async (argv: readonly string[], meanwhile?: () => Promise<unknown>) => {
  process.exitCode = undefined;
  const {stdout, stderr, error} = await captureOutput(async () => {
    const running = BundleServe.run(['--bundle', directory, ...argv], {root});
    if (meanwhile !== undefined) await Promise.all([running, meanwhile().finally(() => process.emit('SIGINT'))]);
    await running;
  });
  process.exitCode = undefined;
  return {stdout, stderr, exit: (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit ?? 0, error};
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
};

test('serves until Ctrl-C, and prints the lines for cluster.yaml and a line for each request', async () => {
  await writeFakeBundle(directory);
  const url = `http://127.0.0.1:${await freePort()}`;
  const {stdout, stderr, exit, error} = await run(['--listen', url.replace('http://', '')], async () => {
    const marker = () => fetch(`${url}/dl.k8s.io/release/stable.txt`).then(response => response.text());
    await expect.poll(marker, {timeout: 30_000}).toBe('v1.36.3');
    await fetch(`${url}/dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet`, {headers: {range: 'bytes=15000-'}});
  });
  expect([exit, error]).toEqual([0, undefined]);
  expect(stdout).toContain(`\n      source: mirror\n      mirror: ${url}\n`);
  expect(stdout).toContain(`quorate bundle fetch --kubernetes 1.36.3 --arch amd64,arm64 --from ${url}\n`);
  expect(stderr).toContain('GET /dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet: 206, 5.0 kB of bytes=15000-, ');
});

test('the JSON result has what was served', async () => {
  await writeFakeBundle(directory);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const {stdout} = await run(['--listen', `${port}`, '--json'], async () => {
    const answers = () => fetch(`${url}/dl.k8s.io/release/stable.txt`).then(response => response.text());
    await expect.poll(answers, {timeout: 30_000}).toBe('v1.36.3');
  });
  expect(JSON.parse(stdout)).toEqual({directory, url, requests: 1, bytes: 7});
});

test('serves HTTPS with a token, under the name in the certificate', async () => {
  await writeFakeBundle(directory, {arches: ['amd64']});
  const ca = testCa(validityFrom(new Date(), 30));
  const validity = validityFrom(new Date(), 7);
  const leaf = testLeaf(ca, {
    subject: {commonName: 'x'},
    usages: ['server'],
    sans: sansOf('bastion.example'),
    ...validity,
  });
  const [cert, key] = [join(directory, 'cert'), join(directory, 'key')];
  await Promise.all([writeFile(cert, leaf.certPem), writeFile(key, leaf.keyPem)]);
  vi.stubEnv('MIRROR_TOKEN', 'secret');
  const port = await freePort();
  const argv = ['--listen', `${port}`, '--tls-cert', cert, '--tls-key', key, '--token-env', 'MIRROR_TOKEN'];
  const {stdout, exit} = await run(argv, async () => {
    const statusWith = async (token: string) => {
      const headers = {authorization: `Bearer ${token}`};
      const options = {port, ca: ca.certPem, servername: 'bastion.example', agent: false, headers};
      const asked = get({...options, host: '127.0.0.1', path: '/dl.k8s.io/release/stable.txt'});
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    await expect.poll(() => statusWith('secret'), {timeout: 30_000}).toBe(200);
    expect(await statusWith('other')).toBe(401);
  });
  expect(exit).toBe(0);
  expect(stdout).toContain(`mirror: https://bastion.example:${port}\n`);
  expect(stdout).toContain('      credentials:\n        tokenEnv: MIRROR_TOKEN\n');
  expect(stdout).not.toContain('secret');
});

/** The failure in the JSON result. */
const refused = async (...argv: readonly string[]) => {
  const {stdout, exit} = await run([...argv, '--json']);
  return {exit, ...JSON.parse(stdout).error};
};

test.each([
  ['the token is not set', 'usage/token-env', 2, ['--token-env', 'NOT_SET']],
  ['the token has a line break', 'usage/token-env', 2, ['--token-env', 'TWO_LINES']],
  ['the address is not valid', 'usage/listen', 2, [], 'here'],
  ['the certificate does not exist', 'bundle/tls', 1, ['--tls-cert', '/missing', '--tls-key', '/missing']],
  ['the certificate has no key', 'usage/invalid', 2, ['--tls-cert', '/missing']],
  ['there is no bundle', 'artifacts/no-bundle', 1, []],
])('is refused before it listens if %s', async (_, code, exit, argv, listen = '0') => {
  vi.stubEnv('TWO_LINES', 'a\nb');
  expect(await refused('--listen', listen, ...argv)).toMatchObject({code, exit});
});

test('is refused if the bundle has nothing complete', async () => {
  await writeFile(
    join(directory, 'bundle.json'),
    '{"apiVersion": "quorate/v1alpha2", "kind": "Bundle", "artifacts": []}',
  );
  expect(await refused('--listen', '0')).toMatchObject({code: 'artifacts/incomplete', exit: 1});
});
