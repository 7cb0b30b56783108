import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {keyDigestIn} from '../../../src/core/pki/certificate-file.js';
import {encryptionKeysIn} from '../../../src/core/pki/encryption.js';
import {pemBlocks} from '../../../src/core/pki/pem.js';
import {generationOf} from '../../../src/core/pki/rotation/generation.js';
import {ROTATION_STEPS} from '../../../src/core/pki/rotation/step.js';
import {SHARED_NAMES, type SharedName} from '../../../src/core/pki/types.js';
import {rotated} from '../../../src/io/pki/rotate.js';
import {makeShared} from '../../../src/io/pki/shared-secrets.js';
import type {HostFile} from '../../../src/ports/host.js';
import {desiredCluster} from '../../support/desired.js';

const {pki} = desiredCluster();
const now = new Date();
const PAIRS = SHARED_NAMES.filter(name => name !== 'encryption');
const text = (file: HostFile | undefined) => Buffer.from(file?.content ?? []).toString();
const next = (name: SharedName, files: readonly HostFile[], step: (typeof ROTATION_STEPS)[number]) =>
  rotated(name, files, {host: 'cp1', step}, pki, now);

/** The files before the rotation, and after each step. */
async function history(name: SharedName): Promise<readonly (readonly HostFile[])[]> {
  const states: (readonly HostFile[])[] = [await makeShared(name, pki, now)];
  for (const step of ROTATION_STEPS) states.push(await next(name, states.at(-1)!, step));
  return states;
}

describe.each(PAIRS)('%s:', name => {
  test('each step counts the generation, and its public file names the digest of its keys', async () => {
    const states = await history(name);
    expect(states.map(files => generationOf(name, text(files[1])))).toEqual([0, 1, 2, 3]);
    for (const [keys, publicFile] of states.slice(1)) expect(keyDigestIn(text(publicFile))).toBe(sha256(text(keys)));
  });

  test('one, two, two and one are trusted, and the first of the keys belongs to the first of the public file', async () => {
    const states = await history(name);
    expect(states.map(([, publicFile]) => pemBlocks(text(publicFile)).length)).toEqual([1, 2, 2, 1]);
    for (const [keys, publicFile] of states) {
      const key = createPrivateKey(text(keys));
      const block = pemBlocks(text(publicFile))[0]!;
      const fits = block.includes('CERTIFICATE')
        ? new X509Certificate(block).checkPrivateKey(key)
        : createPublicKey(key).equals(createPublicKey(block));
      expect(fits).toBe(true);
    }
    const [before, after] = [states[0]!, states[3]!].map(([, publicFile]) => pemBlocks(text(publicFile))[0]);
    expect(after).not.toBe(before);
  });

  test('a step whose public file was not written before a kill is taken again', async () => {
    const states = await history(name);
    for (const [at, step] of ROTATION_STEPS.entries()) {
      const torn = [states[at + 1]![0]!, states[at]![1]!];
      const again = await next(name, torn, step);
      expect(generationOf(name, text(again[1]))).toBe(at + 1);
      expect(keyDigestIn(text(again[1]))).toBe(sha256(text(again[0])));
      if (step !== 'trust') expect(pemBlocks(text(again[1]))).toEqual(pemBlocks(text(states[at + 1]![1])));
    }
  });

  test('a step that needs two keys is refused where there is one', async () => {
    const [files] = await history(name);
    await expect(next(name, files!, 'sign')).rejects.toMatchObject({code: 'pki/not-rotatable'});
    await expect(next(name, files!, 'finish')).rejects.toMatchObject({code: 'pki/not-rotatable'});
  });
});

test('the encryption key gets a successor, which then is the first, and then the only one', async () => {
  const states = await history('encryption');
  const names = states.map(([file]) => encryptionKeysIn(text(file))!.map(each => each.name));
  expect(names).toEqual([['key1'], ['key1', 'key2'], ['key2', 'key1'], ['key2']]);
  const secrets = new Set(states.flatMap(([file]) => encryptionKeysIn(text(file))!.map(({secret}) => secret)));
  expect(secrets.size).toBe(2);
});

test.each([
  ['a provider of its user', (config: string) => config.replace('secretbox', 'aescbc')],
  ['a comment', (config: string) => `# ours\n${config}`],
])('an encryption configuration with %s is not rotated', async (_, change) => {
  const [file] = await makeShared('encryption', pki, now);
  const changed = {...file!, content: Buffer.from(change(text(file)))};
  await expect(next('encryption', [changed], 'trust')).rejects.toMatchObject({code: 'pki/not-rotatable'});
});
