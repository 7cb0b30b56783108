import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {sha256} from '../../../src/core/model/digest.js';
import {desiredCerts, desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import {type Algorithm, type HostKey, SHARED_NAMES} from '../../../src/core/pki/types.js';
import {certificateIssuer} from '../../../src/io/pki/issuer.js';
import type {PutFile} from '../../../src/ports/host.js';
import {desiredCluster} from '../../support/desired.js';
import {opensslVerify} from '../../support/openssl.js';
import {REAL, TestHost} from './test-host.js';

const PENDING = '/var/lib/quorate/pending-keys';
const desired = desiredCluster({controlPlanes: 1, workers: 0});
const wantedCert = desiredCerts(desired).find(({name}) => name === 'apiserver')!;
const wantedKubeconfig = desiredKubeconfigs(desired).find(({name}) => name === 'admin')!;
const {keyPath, certPath} = wantedCert;
const {path: kubeconfigPath} = wantedKubeconfig;
const paths = [keyPath, kubeconfigPath];
const requests = (algorithm: Algorithm = 'ECDSA-P256') => paths.map(path => ({path, algorithm}));
const issuer = certificateIssuer({
  desired,
  read: async () => undefined,
  sources: new Map(SHARED_NAMES.map(name => [name, {is: 'new'}])),
  now: () => new Date(),
});
const filesFor = async ([one, two]: readonly HostKey[]): Promise<readonly PutFile[]> => [
  ...(await issuer.certificate(wantedCert, one!)),
  await issuer.kubeconfig(wantedKubeconfig, two!),
];

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const issue = async (algorithm?: Algorithm): Promise<void> =>
  host.port.put(await filesFor(await host.port.makeKeys(requests(algorithm))));

/** Files below a directory of the host. */
const below = (folder: string): readonly string[] =>
  existsSync(host.at(folder))
    ? readdirSync(host.at(folder), {recursive: true, withFileTypes: true})
        .filter(entry => !entry.isDirectory())
        .map(entry => `${entry.parentPath}/${entry.name}`.slice(host.root.length))
        .sort()
    : [];
const leftovers = (): readonly string[] => below('/etc').filter(path => path.includes('quorate-tmp'));
const keyInKubeconfig = (): string =>
  Buffer.from(parse(host.text(kubeconfigPath)).users[0].user['client-key-data'], 'base64').toString();
const certInKubeconfig = (): string =>
  Buffer.from(parse(host.text(kubeconfigPath)).users[0].user['client-certificate-data'], 'base64').toString();

async function expectIssued(): Promise<void> {
  const ca = await issuer.caCert('ca');
  expect(opensslVerify(host.text(certPath), ca, '-purpose', 'sslserver')).toContain('OK');
  expect(opensslVerify(certInKubeconfig(), ca, '-purpose', 'sslclient')).toContain('OK');
  expect(new X509Certificate(host.text(certPath)).checkPrivateKey(createPrivateKey(host.text(keyPath)))).toBe(true);
  expect(new X509Certificate(certInKubeconfig()).checkPrivateKey(createPrivateKey(keyInKubeconfig()))).toBe(true);
  expect(host.text(certPath)).toContain(`key-sha256: ${sha256(host.text(keyPath))}\n`);
  for (const path of paths) expect(statSync(host.at(path)).mode & 0o777).toBe(0o600);
  expect(below(PENDING)).toEqual([]);
  expect(leftovers()).toEqual([]);
}

describe.each(['sh', 'bash'] as const)('in %s', shell => {
  beforeEach(() => {
    host.shell = shell;
  });

  test.each([
    ['ECDSA-P256', 'EC'],
    ['RSA-2048', 'RSA'],
  ] as const)(
    'keys of %s are made in the format of kubeadm, and wait where only root can read them',
    async (algorithm, kind) => {
      const keys = await host.port.makeKeys(requests(algorithm));
      expect(keys.map(({path}) => path)).toEqual(paths);
      for (const {path, keyDigest, publicPem} of keys) {
        const pem = host.text(PENDING + path);
        expect(pem).toMatch(
          new RegExp(`^-----BEGIN ${kind} PRIVATE KEY-----\n[^-]*-----END ${kind} PRIVATE KEY-----\n$`),
        );
        expect(sha256(pem)).toBe(keyDigest);
        expect(createPublicKey(pem).equals(createPublicKey(publicPem))).toBe(true);
        expect(statSync(host.at(PENDING + path)).mode & 0o777).toBe(0o600);
      }
      expect(statSync(host.at(PENDING)).mode & 0o777).toBe(0o700);
      expect(statSync(host.at('/var/lib/quorate')).mode & 0o777).toBe(0o755);
      expect(below(PENDING)).toHaveLength(2);
      expect(below('/etc/kubernetes')).toEqual([]);
    },
  );

  test.each(['ECDSA-P256', 'RSA-2048'] as const)(
    'certificate and kubeconfig get their pending keys of %s, which are used up; openssl verifies both',
    async algorithm => {
      await issue(algorithm);
      await expectIssued();
      expect(host.text('/var/lib/quorate/owned').split('\n')).toEqual(
        expect.arrayContaining([keyPath, certPath, kubeconfigPath]),
      );
      // Neither the key nor what has it: a reset deletes both without a question.
      expect(host.text('/var/lib/quorate/contents')).not.toMatch(/\.key|\.conf/);
    },
  );

  test('new keys replace those that are pending', async () => {
    const [before] = await host.port.makeKeys(requests());
    const after = await host.port.makeKeys(requests());
    expect(after[0]!.keyDigest).not.toBe(before!.keyDigest);
    await host.port.put(await filesFor(after));
    await expectIssued();
  });

  test('keys that are pending for other files stay', async () => {
    const [other] = await host.port.makeKeys([{path: '/etc/other.key', algorithm: 'ECDSA-P256'}]);
    await host.port.put(await filesFor(await host.port.makeKeys(requests())));
    expect(sha256(host.text(`${PENDING}/etc/other.key`))).toBe(other!.keyDigest);
    await host.port.put([{path: '/etc/other.key', mode: '600', keyDigest: other!.keyDigest}]);
    expect(sha256(host.text('/etc/other.key'))).toBe(other!.keyDigest);
  });

  test.each([
    ['the key', keyPath],
    ['the key of the kubeconfig', kubeconfigPath],
  ])('nothing is put when %s is another one or missing', async (_, path) => {
    const files = await filesFor(await host.port.makeKeys(requests()));
    for (const change of [() => host.write(PENDING + path, 'another', 0o600), () => host.command('x', '')]) {
      change();
      await expect(host.port.put(files)).rejects.toMatchObject({code: 'pki/pending-key-differs'});
      expect(below('/etc/kubernetes')).toEqual([]);
    }
  });

  test('no key is in the arguments of a program, in the output or in what is sent', async () => {
    for (const program of ['openssl', 'base64', 'head', 'tail', 'cat', 'mv', 'sync', 'chmod', 'rm', 'sha256sum', 'dd'])
      host.command(program, `printf '%s\\n' "$*" >>"$ROOT/arguments"; ${REAL} ${program} "$@"`);
    let printed = '';
    host.trouble = {
      answer: stdout => {
        printed += stdout;
        return stdout;
      },
    };
    await issue();
    const sent = host.commands.map(({argv, stdin}) =>
      [...argv, Buffer.from(stdin as Uint8Array).toString()].join('\n'),
    );
    const seen = [host.text('/arguments'), printed, ...sent].join('\n');
    expect(seen).toContain('BEGIN CERTIFICATE REQUEST');
    for (const pem of [host.text(keyPath), keyInKubeconfig()]) {
      const [, line] = pem.split('\n');
      expect(seen).not.toContain(line);
      expect(seen).not.toContain(Buffer.from(pem).toString('base64').slice(60, 120));
    }
    expect(seen).not.toContain('PRIVATE KEY');
  });
});

// A process that is killed, and everything that it started: at the nth start of a program.
const killAt = (program: string, count: number) =>
  host.command(
    program,
    `echo x >>"$ROOT/${program}-calls"; [ "$(grep -c . "$ROOT/${program}-calls")" != ${count} ] || kill -9 0; ${REAL} ${program} "$@"`,
  );

test.each([
  ['openssl', 1],
  ['openssl', 2],
  ['openssl', 3],
  ['openssl', 4],
  ['base64', 1],
  ['sync', 1],
  ['sync', 2],
  ['sync', 3],
  ['mv', 1],
  ['mv', 2],
  ['mv', 3],
  ['mv', 4],
  ['mv', 5],
  ['mv', 6],
  ['rm', 1],
  ['rm', 2],
  ['rm', 3],
] as const)(
  'after kill -9 at the start of %s number %i the same two calls leave everything as it should be',
  async (program, count) => {
    killAt(program, count);
    const failure = await issue().then(
      () => undefined,
      (error: unknown) => error,
    );
    host.command(program, `${REAL} ${program} "$@"`);
    expect(failure).toMatchObject({code: 'hosts/command-failed'});
    // Never a certificate without its key.
    if (host.exists(certPath)) expect(host.text(certPath)).toContain(sha256(host.text(keyPath)));
    await issue();
    await expectIssued();
  },
);

test('a run whose connection was lost cannot mix its keys with those of the next one', async () => {
  const runs = await Promise.all(Array.from({length: 4}, () => host.port.makeKeys(requests())));
  const pending = paths.map(path => sha256(host.text(PENDING + path)));
  expect(runs.map(keys => keys.map(({keyDigest}) => keyDigest))).toContainEqual(pending);
  // While keys are put, another run waits.
  host.command('base64', `echo >"$ROOT/putting"; sleep 1; ${REAL} base64 "$@"`);
  const putting = host.port.put(await filesFor(runs.find(([key]) => key!.keyDigest === pending[0])!));
  await expect.poll(() => host.exists('/putting'), {timeout: 20_000}).toBe(true);
  const next = await host.port.makeKeys(requests());
  await putting;
  expect([host.text(keyPath), keyInKubeconfig()].map(sha256)).toEqual(pending);
  await host.port.put(await filesFor(next));
  await expectIssued();
});

test('any text around a pending key arrives unchanged, with the key in base64 in it', async () => {
  const text = fc.string({unit: 'grapheme', maxLength: 300});
  await fc.assert(
    fc.asyncProperty(text, text, fc.string({minLength: 1}), async (before, after, key) => {
      host.write(`${PENDING}/etc/around`, key, 0o600);
      await host.port.put([
        {path: '/etc/before', mode: '644', content: Buffer.from(after), secret: false},
        {path: '/etc/around', mode: '600', keyDigest: sha256(key), around: {before, after}},
        {path: '/etc/after', mode: '644', content: Buffer.from(before), secret: false},
      ]);
      expect(host.text('/etc/around')).toBe(before + Buffer.from(key).toString('base64') + after);
      expect([host.text('/etc/before'), host.text('/etc/after')]).toEqual([after, before]);
    }),
    {numRuns: 8},
  );
});

test('the configuration of openssl on the host decides nothing', async () => {
  host.write('/openssl.cnf', '[req]\nprompt = yes\nattributes = a\ndefault_md = md5\n[a]\nchallengePassword = x\n');
  host.environment = {OPENSSL_CONF: host.at('/openssl.cnf'), OPENSSL_MODULES: '/nowhere', RANDFILE: '/nowhere'};
  await issue('RSA-2048');
  await expectIssued();
});

test('a host without openssl is a failure that says what to install', async () => {
  host.without = ['openssl'];
  await expect(host.port.makeKeys(requests())).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(/^cp-1: .*install the package openssl/),
  });
});

test.each([
  ['that makes no key', 'exit 1', 'hosts/command-failed'],
  ['that makes an empty key', 'exit 0', 'hosts/command-failed'],
  ['that prints something else', 'case $1 in req) echo hello ;; *) echo key >"$7" ;; esac', 'pki/key-request-refused'],
  [
    'that makes all keys the same',
    `case $1 in req) ${REAL} openssl "$@" ;; *) cp "$ROOT/a.key" "$7" ;; esac`,
    'pki/key-request-refused',
  ],
])('an openssl %s is a failure, and no file is changed', async (_, script, code) => {
  const [key] = await host.port.makeKeys(requests().slice(0, 1));
  host.write('/a.key', readFileSync(host.at(PENDING + key!.path)), 0o600);
  host.write(certPath, 'in use');
  host.command('openssl', script);
  await expect(host.port.makeKeys(requests())).rejects.toMatchObject({code, message: expect.stringMatching(/^cp-1: /)});
  expect(below('/etc/kubernetes')).toEqual([certPath]);
});

test.each([
  ['is cut off', (answer: string) => answer.slice(0, -40), 'refused'],
  ['lacks a key', (answer: string) => answer.slice(0, answer.lastIndexOf('key\t')), 'unreadable'],
  ['has text before it', (answer: string) => `\x1b[2J${answer}`, 'unreadable'],
])('an answer that %s is refused', async (_, answer, code) => {
  host.trouble = {answer};
  await expect(host.port.makeKeys(requests())).rejects.toMatchObject({code: `pki/key-request-${code}`});
});

test('a full disk is reported as one', async () => {
  host.fillUp('/var/lib/quorate', 'openssl');
  await expect(host.port.makeKeys(requests())).rejects.toMatchObject({code: 'hosts/disk-full'});
});

test('a path that cannot be sent is refused before anything is sent', async () => {
  await expect(host.port.makeKeys([{path: '/a\nb', algorithm: 'ECDSA-P256'}])).rejects.toMatchObject({
    code: 'hosts/unusable-path',
  });
  expect(host.commands).toEqual([]);
});
