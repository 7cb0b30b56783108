import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sha256} from '../../../../src/core/model/digest.js';
import {encryptionConfigText, encryptionKey} from '../../../../src/core/pki/encryption.js';
import {afterStep} from '../../../../src/core/pki/rotation/after-step.js';
import {generationAfter, generationOf, isSettled, nextStep} from '../../../../src/core/pki/rotation/generation.js';
import {forecastTrust, readTrustFile, signerText, trustFileText} from '../../../../src/core/pki/rotation/trust-file.js';
import {testCa} from '../../../support/certificates.js';

const one = testCa().certPem;
const other = testCa({place: 'elsewhere'}).certPem;

test('three steps replace the first of a list by a new one, and keep the others', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({min: 1}), {minLength: 1, maxLength: 4}), list => {
      const trusted = afterStep('trust', list, 0);
      const signing = afterStep('sign', trusted, -1);
      expect(trusted[0]).toBe(list[0]);
      expect(trusted).toContain(0);
      expect(signing.toSorted()).toEqual(trusted.toSorted());
      expect(signing[0]).toBe(0);
      expect(afterStep('finish', signing, -1)).toEqual([0, ...list.slice(1)]);
    }),
  );
});

test('a file with certificates is read as it was written', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.boolean(), fc.subarray([one, other], {minLength: 1}), (generation, named, blocks) => {
      const file = {generation, blocks, keyDigest: named ? sha256('key') : undefined};
      expect(readTrustFile(trustFileText(file))).toEqual(file);
    }),
  );
});

test.each([
  ['a CA of other tools', 'ca', one, 0],
  ['no file', 'ca', undefined, 0],
  ['a line after the certificate', 'ca', `${one}generation: 4\n`, 0],
  ['a step of a CA', 'etcd-ca', `generation: 4\n${one}${other}`, 4],
  ['a number that is too long', 'ca', `generation: 12345678901\n${one}`, 0],
] as const)('the generation of %s', (_, name, text, generation) => {
  expect(generationOf(name, text)).toBe(generation);
});

test.each([
  [[1], 0],
  [[1, 2], 1],
  [[2, 1], 2],
  [[2], 3],
  [[2, 3], 4],
  [[3, 1], 0],
  [[1, 2, 3], 0],
] as const)('encryption keys %j are of generation %i, with or without the keys themselves', (numbers, generation) => {
  const text = encryptionConfigText(numbers.map(number => encryptionKey(number, new Uint8Array(32))));
  expect(generationOf('encryption', text)).toBe(generation);
  expect(generationOf('encryption', text.replaceAll(/^ *secret:.*\n/gm, ''))).toBe(generation);
});

test.each(['first', 'Key1', 'key0', 'key01'])('a key that is named %s by its user has no generation', name => {
  expect(generationOf('encryption', encryptionConfigText([{name, secret: 'x'}]))).toBe(0);
});

test('the steps follow each other, and after three it is settled', () => {
  expect([0, 1, 2, 3].map(nextStep)).toEqual(['trust', 'sign', 'finish', 'trust']);
  expect([0, 1, 2, 3].map(isSettled)).toEqual([true, false, false, true]);
});

test('what signs is known before the step, and what is still to be made is in no file', () => {
  const trusted = forecastTrust(one);
  expect(signerText(trusted)).toBe(one);
  expect(readTrustFile(trusted).blocks).toHaveLength(2);
  const signing = forecastTrust(`generation: 1\n${one}${other}`);
  expect(signerText(signing)).toBe(other);
  expect(readTrustFile(forecastTrust(signing)).blocks).toEqual([other]);
});

test.each([
  [0, 'trust', 1],
  [1, 'trust', 1],
  [2, 'trust', 1],
  [1, 'sign', 2],
  [2, 'sign', 2],
  [2, undefined, 3],
  [3, undefined, 6],
  [4, 'sign', 5],
] as const)('from generation %i, the step %s ends at %i', (generation, step, last) => {
  expect(generationAfter(generation, step)).toBe(last);
});
