import {generateKeyPairSync} from 'node:crypto';
import {expect, test} from 'vitest';
import {keyId, lacking, signedByOthers, tokensOfOthers} from '../../../../src/core/pki/rotation/proof.js';
import {testCa, testLeaf} from '../../../support/certificates.js';

const old = testCa();
const next = testCa({place: 'elsewhere'});
const both = next.certPem + old.certPem;
const publicPem = () =>
  `${generateKeyPairSync('ec', {namedCurve: 'P-256'}).publicKey.export({type: 'spki', format: 'pem'})}`;

test('a place lacks a CA unless it has all of them, in any order', () => {
  const places = [
    {where: 'both', text: both},
    {where: 'other order', text: `x\n${old.certPem}${next.certPem}`},
    {where: 'old', text: old.certPem},
    {where: 'empty', text: ''},
  ];
  expect(lacking(places, both)).toEqual(['old', 'empty']);
});

test('a certificate counts as old unless the first CA of the file signed it', () => {
  const places = [
    {where: 'new', text: testLeaf(next, {usages: ['client']}).certPem},
    {where: 'old', text: testLeaf(old, {usages: ['client']}).certPem},
    {where: 'broken', text: 'no certificate'},
  ];
  expect(signedByOthers(places, both)).toEqual(['old', 'broken']);
});

test('a token counts as old if it names another key of the file than the first, or none, which is named as the API server does it', () => {
  const [current, previous] = [publicPem(), publicPem()];
  const tokens = [
    {where: 'of another issuer', keyId: keyId(publicPem())},
    {where: 'current', keyId: keyId(current)},
    {where: 'previous', keyId: keyId(previous)},
    {where: 'unreadable', keyId: ''},
  ];
  expect(tokensOfOthers(tokens, `generation: 2\n${current}${previous}`)).toEqual(['previous', 'unreadable']);
  expect(keyId(current)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
