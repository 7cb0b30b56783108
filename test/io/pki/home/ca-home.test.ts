import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {generateIdentity, identityToRecipient} from 'age-encryption';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {CAS} from '../../../../src/core/pki/cas.js';
import {caHomeOf} from '../../../../src/io/local/ca-home-of.js';
import {fileText, makeShared} from '../../../../src/io/pki/shared-secrets.js';
import {PKI} from '../../../support/builders/config.js';

const NOW = new Date('2026-11-30T12:00:00Z');
let root: string;
let identity: string;
let config: Pick<ClusterConfig, 'name' | 'pki'>;
const identityFile = () => join(root, 'identity.txt');
const directory = () => join(root, 'pki');

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'ca-home-'));
  identity = await generateIdentity();
  writeFileSync(identityFile(), `# created\n${identity}\n`);
  const pki = {...PKI, home: 'operator', directory: directory(), recipients: [await identityToRecipient(identity)]};
  config = {name: 'demo', pki: pki as ClusterConfig['pki']};
});
afterEach(() => rmSync(root, {recursive: true}));

const opened = (file: string | undefined = identityFile()) => caHomeOf(config, file)!;
const newCa = () => makeShared('ca', PKI, NOW);

describe('a directory of CAs', () => {
  test('gives back the bytes that were written, and the certificate without an identity', async () => {
    const files = await newCa();
    await opened().write('ca', files);
    const read = await opened().read('ca');
    for (const {path} of files) expect(fileText(read, path)).toBe(fileText(files, path));
    const locked = caHomeOf(config, undefined)!;
    expect(await locked.certText('ca')).toBe(fileText(files, CAS.ca.certPath));
    const facts = await locked.facts();
    expect([...facts.publicTexts]).toEqual([[CAS.ca.certPath, fileText(files, CAS.ca.certPath)]]);
    expect(facts.torn.size).toBe(0);
    await expect(locked.read('ca')).rejects.toMatchObject({code: 'pki/identity-missing'});
  });

  test('is for its owner only, and has no private key as plain text', async () => {
    await opened().write('ca', await newCa());
    expect(statSync(directory()).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory(), 'ca.key.age')).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory()).toSorted()).toEqual(['ca.crt', 'ca.key.age']);
    const texts = readdirSync(directory()).map(name => readFileSync(join(directory(), name), 'utf8'));
    expect(texts.join('')).not.toContain('PRIVATE KEY');
  });

  test('has nothing before the first CA is written', async () => {
    expect((await opened().facts()).publicTexts.size).toBe(0);
  });

  test('does not open for another identity, and not without a key in the file', async () => {
    await opened().write('ca', await newCa());
    writeFileSync(identityFile(), await generateIdentity());
    await expect(opened().read('ca')).rejects.toMatchObject({code: 'pki/identity-wrong'});
    writeFileSync(identityFile(), 'nothing');
    await expect(opened().read('ca')).rejects.toMatchObject({code: 'pki/identity-wrong'});
    await expect(opened(join(root, 'none')).read('ca')).rejects.toMatchObject({code: 'pki/identity-wrong'});
  });

  test('refuses a recipient that is none, and writes nothing', async () => {
    config = {...config, pki: {...config.pki, recipients: [`age1${'q'.repeat(58)}`]}};
    await expect(opened().write('ca', await newCa())).rejects.toMatchObject({code: 'pki/home-unwritable'});
    expect((await opened().facts()).publicTexts.size).toBe(0);
  });

  test('does not overwrite what another process wrote meanwhile', async () => {
    const [one, other] = [opened(), opened()];
    await one.facts();
    await other.facts();
    const first = await newCa();
    await one.write('ca', first);
    await expect(other.write('ca', await newCa())).rejects.toMatchObject({code: 'pki/home-changed'});
    expect(await opened().certText('ca')).toBe(fileText(first, CAS.ca.certPath));
    // Its own writes are none of another process.
    await one.write('ca', await newCa());
  });

  test.each(['ca.key.age', 'ca.crt'])('shows without the identity that %s is not of the same write', async name => {
    await opened().write('ca', await newCa());
    const before = readFileSync(join(directory(), name));
    await opened().write('ca', await newCa());
    writeFileSync(join(directory(), name), before);
    expect([...(await opened(undefined).facts()).torn]).toEqual([CAS.ca.certPath]);
  });

  test('of another cluster is refused, and so is a file that quorate did not write', async () => {
    const files = await newCa();
    await opened().write('ca', files);
    const other = caHomeOf({...config, name: 'other'}, undefined)!;
    await expect(other.facts()).rejects.toMatchObject({code: 'pki/home-unreadable'});
    writeFileSync(join(directory(), 'ca.crt'), fileText(files, CAS.ca.certPath));
    await expect(opened().facts()).rejects.toMatchObject({code: 'pki/home-unreadable'});
  });

  test('that cannot be written is named', async () => {
    writeFileSync(directory(), 'a file');
    await expect(opened().write('ca', await newCa())).rejects.toMatchObject({
      code: expect.stringMatching(/^pki\/home-un(writable|readable)$/),
    });
  });
});

test('a configuration without a directory has no home', () => {
  expect(caHomeOf({name: 'demo', pki: PKI}, undefined)).toBeUndefined();
});
