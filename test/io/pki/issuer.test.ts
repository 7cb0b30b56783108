import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {Failure} from '../../../src/core/failure.js';
import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {sha256} from '../../../src/core/model/digest.js';
import {clusterId, type HostName, hostName} from '../../../src/core/model/names.js';
import {CAS} from '../../../src/core/pki/cas.js';
import {desiredCerts, desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import {SHARED_NAMES, type SharedName, type SharedSource} from '../../../src/core/pki/types.js';
import {verifyCert} from '../../../src/core/pki/verify.js';
import {certificateIssuer} from '../../../src/io/pki/issuer.js';
import type {HostFile} from '../../../src/ports/host.js';
import {desiredCluster} from '../../support/desired.js';
import {issuedCert, issuedKubeconfig} from '../../support/host-keys.js';
import {openssl, opensslVerify, opensslVerifyAll, withFiles} from '../../support/openssl.js';

const NOW = new Date();
const NEW: SharedSource = {is: 'new'};
const CP1 = hostName('cp-1');
const FROM_CP1: SharedSource = {is: 'host', host: CP1};

const allNew = new Map(SHARED_NAMES.map(name => [name, NEW]));
const allFromCp1 = new Map(SHARED_NAMES.map(name => [name, FROM_CP1]));
const nothing = async (): Promise<undefined> => undefined;
const text = (file: Pick<HostFile, 'content'> | undefined) => Buffer.from(file?.content ?? []).toString();

const newStore = (desired: DesiredCluster, now = NOW) =>
  certificateIssuer({desired, read: nothing, sources: allNew, now: () => now});

/** A store of a later run, in which cp-1 holds these files. */
const storeReading = (files: readonly HostFile[], desired = desiredCluster(), now = NOW) =>
  certificateIssuer({
    desired,
    now: () => now,
    sources: allFromCp1,
    read: async (host: HostName, path: string) => {
      const found = host === CP1 ? files.find(file => file.path === path) : undefined;
      return found && Buffer.from(found.content);
    },
  });

const allShared = async (desired = desiredCluster({pki: {caValidityDays: 10}})) => {
  const keys = newStore(desired);
  return (await Promise.all(SHARED_NAMES.map(name => keys.shared(name, NEW)))).flat();
};

const SAMPLE = ['etcd-peer', 'apiserver', 'front-proxy-client', 'admin'];

describe.each([
  {topology: 'stacked', pki: {algorithm: 'ECDSA-P256'}, controlPlanes: 2, workers: 1},
  {topology: 'external', pki: {algorithm: 'ECDSA-P256'}, controlPlanes: 1, workers: 1, etcdHosts: 1},
  {topology: 'external', pki: {algorithm: 'RSA-2048'}, controlPlanes: 1, workers: 0, etcdHosts: 1},
] as const)('a cluster, $topology with $pki.algorithm', wishes => {
  const desired = desiredCluster(wishes);
  const {algorithm} = desired.pki;
  const keys = newStore(desired);
  // An RSA key takes a tenth of a second and more: one certificate of each CA is enough.
  const sampled = <T extends {readonly name: string}>(all: readonly T[]) =>
    wishes.pki.algorithm === 'RSA-2048' ? all.filter(({name}) => SAMPLE.includes(name)) : all;
  const wantedCerts = sampled(desiredCerts(desired));

  test('every certificate has its key and is verified as desired', async () => {
    for (const wanted of wantedCerts) {
      const [key, cert, ...rest] = await issuedCert(keys, wanted, algorithm);
      expect([key?.path, key?.mode]).toEqual([wanted.keyPath, '600']);
      expect([cert?.path, cert?.mode]).toEqual([wanted.certPath, '644']);
      expect(rest).toEqual([]);
      expect(new X509Certificate(text(cert)).checkPrivateKey(createPrivateKey(text(key)))).toBe(true);
      const have = {certText: text(cert), keyDigest: sha256(text(key))};
      expect(verifyCert(wanted, have, await keys.caCert(wanted.signedBy), NOW)).toEqual({is: 'keep'});
    }
  });

  test('openssl verifies every certificate for each of its usages', async () => {
    const certs = await Promise.all(
      wantedCerts.map(async wanted => ({...wanted, text: text((await issuedCert(keys, wanted, algorithm))[1])})),
    );
    for (const signedBy of ['ca', 'etcd-ca', 'front-proxy-ca'] as const) {
      for (const usage of ['server', 'client'] as const) {
        const texts = certs
          .filter(cert => cert.signedBy === signedBy && cert.usages.includes(usage))
          .map(cert => cert.text);
        const verified = opensslVerifyAll(texts, await keys.caCert(signedBy), '-purpose', `ssl${usage}`);
        expect(verified.match(/: OK/g) ?? []).toHaveLength(texts.length);
      }
    }
  });

  test('every kubeconfig has a client certificate of the cluster CA, with its key', async () => {
    const files = await Promise.all(
      sampled(desiredKubeconfigs(desired)).map(async wanted => ({
        wanted,
        file: await issuedKubeconfig(keys, wanted, algorithm),
      })),
    );
    const ca = await keys.caCert('ca');
    const certs = files.map(({wanted, file}) => {
      expect([file.path, file.mode]).toEqual([wanted.path, '600']);
      const {clusters, users} = parse(text(file));
      const plain = (data: string) => Buffer.from(data, 'base64').toString();
      const certificate = new X509Certificate(plain(users[0].user['client-certificate-data']));
      const trusted = new X509Certificate(plain(clusters[0].cluster['certificate-authority-data']));
      expect(certificate.checkPrivateKey(createPrivateKey(plain(users[0].user['client-key-data'])))).toBe(true);
      expect(trusted.raw).toEqual(new X509Certificate(ca).raw);
      return certificate.toString();
    });
    expect(opensslVerifyAll(certs, ca, '-purpose', 'sslclient').match(/: OK/g)).toHaveLength(files.length);
  });

  test('keys have the configured algorithm and the format of kubeadm', async () => {
    const [caKey] = await keys.shared('ca', NEW);
    const [saKey, saPub] = await keys.shared('service-account', NEW);
    const kind = desired.pki.algorithm === 'RSA-2048' ? 'RSA' : 'EC';
    for (const key of [caKey, saKey]) {
      expect(text(key)).toMatch(new RegExp(`^-----BEGIN ${kind} PRIVATE KEY-----\n`));
      expect(openssl(['pkey', '-noout', '-check'], text(key))).toContain('valid');
    }
    expect(createPublicKey(text(saKey)).equals(createPublicKey(text(saPub)))).toBe(true);
  });

  test('CAs and certificates have the configured lifetimes', async () => {
    const ca = await keys.caCert('etcd-ca');
    const [, cert] = await issuedCert(keys, wantedCerts[0]!, algorithm);
    const lives = (certText: string, days: number) => {
      try {
        return openssl(['x509', '-noout', '-checkend', String(days * 86_400)], certText).includes('will not');
      } catch {
        return false;
      }
    };
    expect([lives(ca, 3649), lives(ca, 3651)]).toEqual([true, false]);
    expect([lives(text(cert), 364), lives(text(cert), 366)]).toEqual([true, false]);
  });
});

describe('shared secrets', () => {
  test('are created once in a run, for all hosts', async () => {
    const keys = newStore(desiredCluster());
    for (const name of SHARED_NAMES) {
      const [one, two] = await Promise.all([keys.shared(name, NEW), keys.shared(name, NEW)]);
      expect(two).toBe(one);
      expect(await keys.shared(name, FROM_CP1)).toBe(one);
    }
  });

  test('are created again by another run', async () => {
    const [one, two] = [await allShared(), await allShared()];
    for (const [index, file] of one.entries()) expect(text(two[index])).not.toBe(text(file));
  });

  test('are copied from a host byte for byte', async () => {
    const files = await allShared();
    const keys = storeReading(files);
    expect((await Promise.all(SHARED_NAMES.map(name => keys.shared(name, FROM_CP1)))).flat()).toEqual(files);
    expect(await keys.caCert('ca')).toBe(text(files.find(file => file.path === CAS.ca.certPath)));
  });

  test('a CA from a host signs certificates that end no later than the CA', async () => {
    const files = await allShared();
    const desired = desiredCluster({controlPlanes: 1, workers: 0});
    const keys = storeReading(files, desired);
    const [wanted] = desiredCerts(desired);
    const ca = await keys.caCert(wanted!.signedBy);
    const [, cert] = await issuedCert(keys, wanted!);
    expect(opensslVerify(text(cert), ca)).toContain('OK');
    expect(new X509Certificate(text(cert)).validTo).toBe(new X509Certificate(ca).validTo);
  });

  test('Secrets are written with a key of 32 bytes, and read in plain text where they were so before', async () => {
    const [file] = await newStore(desiredCluster()).shared('encryption', NEW);
    const config = parse(text(file));
    const [first, last] = config.resources[0].providers;
    expect([config.apiVersion, config.kind]).toEqual(['apiserver.config.k8s.io/v1', 'EncryptionConfiguration']);
    expect(config.resources[0].resources).toEqual(['secrets']);
    expect(Buffer.from(first.secretbox.keys[0].secret, 'base64')).toHaveLength(32);
    expect(last).toEqual({identity: {}});
    expect([file?.path, file?.mode, file?.secret]).toEqual(['/etc/kubernetes/encryption.yaml', '600', true]);
  });

  test('serials are positive, of 128 bits, and differ', async () => {
    const desired = desiredCluster();
    const keys = newStore(desired);
    const certs = await Promise.all(desiredCerts(desired).map(wanted => issuedCert(keys, wanted)));
    const serials = certs.map(([, cert]) => new X509Certificate(text(cert)).serialNumber);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(new Set(serials).size).toBe(serials.length);
  });
});

describe('a shared secret that is not usable', () => {
  const failureOf = async (doing: Promise<unknown>): Promise<Failure> => {
    const failure = await doing.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failure instanceof Failure)) throw new Error(`no Failure but ${failure}`);
    return failure;
  };
  const put = (files: readonly HostFile[], path: string, content: string) =>
    files.map(file => (file.path === path ? {...file, content: Buffer.from(content)} : file));

  test.each(SHARED_NAMES)('is named with its host and path when a file of %s is missing', async name => {
    const failure = await failureOf(storeReading([]).shared(name, FROM_CP1));
    expect(failure.code).toBe('pki/shared-missing');
    expect(failure.message).toContain(`Reading the cluster's ${name} from cp-1: /etc/kubernetes/`);
    expect(failure.suggestions.join()).toContain('cp-1');
  });

  const [CA_KEY, CA_CERT] = [CAS.ca.keyPath, CAS.ca.certPath];
  const SA = '/etc/kubernetes/pki/sa';
  test.each<
    [string, SharedName, (mine: readonly HostFile[], other: readonly HostFile[]) => readonly HostFile[], string]
  >([
    ['another key', 'ca', (mine, other) => put(mine, CA_KEY, of(other, CA_KEY)), 'does not match its private key'],
    ['a broken key', 'ca', mine => put(mine, CA_KEY, of(mine, CA_KEY).slice(0, 150)), 'ca.key is not a private key'],
    ['a broken certificate', 'ca', mine => put(mine, CA_CERT, 'x'), 'ca.crt is not a certificate'],
    [
      'another public key',
      'service-account',
      (mine, other) => put(mine, `${SA}.pub`, of(other, `${SA}.pub`)),
      'sa.pub does not match /etc/kubernetes/pki/sa.key',
    ],
    ['a broken public key', 'service-account', mine => put(mine, `${SA}.pub`, 'x'), 'sa.pub does not match'],
    [
      'a broken configuration',
      'encryption',
      mine => put(mine, '/etc/kubernetes/encryption.yaml', 'secret: hush'),
      'is not an EncryptionConfiguration',
    ],
  ])('because of %s is reported without its contents', async (_, name, damage, because) => {
    const [mine, other] = [await allShared(), await allShared()];
    const held = damage(mine, other);
    const failure = await failureOf(storeReading(held).shared(name, FROM_CP1));
    expect(failure.code).toBe('pki/shared-broken');
    expect(failure.message).toContain(`from cp-1: `);
    expect(failure.message).toContain(because);
    expectNoSecret(failure, held);
  });

  test('because it is a leaf certificate is refused as a CA', async () => {
    const desired = desiredCluster();
    const [key, cert] = await issuedCert(newStore(desired), desiredCerts(desired)[0]!);
    const held = put(put(await allShared(), CA_KEY, text(key)), CA_CERT, text(cert));
    const failure = await failureOf(storeReading(held).shared('ca', FROM_CP1));
    expect(failure.message).toContain('is not a CA certificate');
    expectNoSecret(failure, held);
  });

  test('because it has expired signs nothing, and the message says so', async () => {
    const files = await allShared();
    const desired = desiredCluster();
    const tooLate = new Date(NOW.getTime() + 11 * 86_400_000);
    const keys = storeReading(files, desired, tooLate);
    const failure = await failureOf(issuedCert(keys, desiredCerts(desired)[0]!));
    expect(failure.code).toBe('pki/ca-unusable');
    expect(failure.message).toContain(
      'Signing with the CA etcd-ca: /etc/kubernetes/pki/etcd/ca.crt on cp-1 expired on',
    );
    expectNoSecret(failure, files);
  });

  test('is read again by the next call: failures are not cached', async () => {
    const files = await allShared();
    let answers = false;
    const keys = certificateIssuer({
      desired: desiredCluster(),
      sources: allFromCp1,
      now: () => NOW,
      read: async (_, path) => (answers ? Buffer.from(of(files, path)) : undefined),
    });
    await failureOf(keys.shared('ca', FROM_CP1));
    answers = true;
    expect(text((await keys.shared('ca', FROM_CP1))[1])).toBe(of(files, CA_CERT));
  });

  test('is not created when it has no source', async () => {
    const desired = desiredCluster();
    const keys = certificateIssuer({desired, read: nothing, sources: new Map(), now: () => NOW});
    await expect(issuedCert(keys, desiredCerts(desired)[0]!)).rejects.toThrow('no source');
  });

  test('comes from a backup where no host has it, with the identity of the cluster; a host comes first', async () => {
    const [inBackup, onHost] = [await allShared(), await allShared()];
    const keys = certificateIssuer({
      desired: desiredCluster(),
      sources: new Map(SHARED_NAMES.map(name => [name, name === 'etcd-ca' ? FROM_CP1 : NEW])),
      now: () => NOW,
      read: async (_, path) => Buffer.from(of(onHost, path)),
      given: {
        clusterId: clusterId('c'.repeat(32)),
        files: new Map(inBackup.map(file => [file.path, Buffer.from(file.content)])),
      },
    });
    expect(await keys.clusterId()).toBe('c'.repeat(32));
    for (const name of SHARED_NAMES) {
      const source = name === 'etcd-ca' ? FROM_CP1 : NEW;
      const from = name === 'etcd-ca' ? onHost : inBackup;
      for (const file of await keys.shared(name, source)) expect(text(file)).toBe(of(from, file.path));
    }
  });

  test('of a backup that lacks it is refused', async () => {
    const given = {clusterId: clusterId('c'.repeat(32)), files: new Map<string, Buffer>()};
    const keys = certificateIssuer({desired: desiredCluster(), sources: allNew, now: () => NOW, read: nothing, given});
    expect((await failureOf(keys.shared('encryption', NEW))).code).toBe('pki/shared-missing');
  });

  const of = (files: readonly HostFile[], path: string) => text(files.find(file => file.path === path));

  function expectNoSecret(failure: Failure, files: readonly HostFile[]): void {
    const said = JSON.stringify([failure.message, failure.stack, failure.suggestions, String(failure.cause)]);
    for (const file of files.filter(each => each.secret)) {
      for (const line of text(file)
        .split('\n')
        .filter(each => each.length > 20))
        expect(said).not.toContain(line.trim());
    }
    expect(said).not.toContain('hush');
  }
});

test('openssl accepts the key and the certificate of a pair as matching', async () => {
  const desired = desiredCluster();
  const [key, cert] = await issuedCert(newStore(desired), desiredCerts(desired)[0]!);
  const publicKey = withFiles({key: text(key)}, path => openssl(['pkey', '-in', path('key'), '-pubout'], ''));
  expect(openssl(['x509', '-noout', '-pubkey'], text(cert))).toBe(publicKey);
});
