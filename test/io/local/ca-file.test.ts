import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readCaFile} from '../../../src/io/local/ca-file.js';
import {testCa, testLeaf} from '../../support/certificates.js';

const ca = testCa();
const leaf = testLeaf(ca, {usages: ['server']});
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-ca-'));
  path = join(folder, 'ca.crt');
});

afterEach(() => rm(folder, {recursive: true}));

test('a CA file is sent as it is, with comments and several certificates', async () => {
  const text = `# our CA\n${ca.certPem}\n# the other\n${testCa().certPem}`;
  await writeFile(path, text);
  expect((await readCaFile(path, 'spec.artifacts.ca')).toString()).toBe(text);
});

test.each([
  ['does not exist', undefined],
  ['is empty', ''],
  ['is not PEM', 'hello'],
  ['has a private key beside the certificate', `${leaf.certPem}${leaf.keyPem}`],
  [
    'has a damaged certificate after a good one',
    `${ca.certPem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
  ],
  ['is larger than 1 MiB', ca.certPem.repeat(2000)],
])('a CA file that %s is refused', async (_, content) => {
  if (content !== undefined) await writeFile(path, content);
  await expect(readCaFile(path, 'spec.artifacts.ca')).rejects.toMatchObject({
    code: 'config/ca-unusable',
    message: expect.stringContaining(`spec.artifacts.ca: ${path} `),
  });
});
