import {X509Certificate} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sansOf} from '../../../src/core/pki/alternative-names.js';
import {nameMismatch} from '../../../src/core/pki/verify.js';
import {testCa, testLeaf} from '../../support/certificates.js';

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);
const dnsName = fc.array(label, {minLength: 1, maxLength: 4}).map(labels => labels.join('.'));
const address = fc.oneof(
  fc.ipV4(),
  fc
    .array(fc.integer({min: 0, max: 0xffff}), {minLength: 7, maxLength: 7})
    .map(groups => `fd00:${groups.map(group => group.toString(16)).join(':')}`),
);
const sanSet = fc.record({dns: fc.uniqueArray(dnsName, {maxLength: 6}), ip: fc.array(address, {maxLength: 6})});

const ca = testCa();
const subject = {commonName: 'some-server'};
const certified = (names: readonly string[]) =>
  new X509Certificate(testLeaf(ca, {subject, usages: ['server'], sans: sansOf(...names)}).certPem);

test('every name and address of the request is in the certificate', () => {
  fc.assert(
    fc.property(sanSet, ({dns, ip}) => {
      const certificate = certified([...dns, ...ip]);
      for (const name of dns) expect(certificate.checkHost(name, {subject: 'never'})).toBe(name);
      for (const each of ip) expect(certificate.checkIP(each)).toBe(each);
      expect(nameMismatch({subject, sans: sansOf(...dns, ...ip)}, certificate)).toBeUndefined();
    }),
    {numRuns: 60},
  );
});

test('a missing name is reported by name, whatever other names there are', () => {
  fc.assert(
    fc.property(sanSet, dnsName, ({dns, ip}, missing) => {
      fc.pre(!dns.includes(missing));
      const wrong = nameMismatch({subject, sans: sansOf(...dns, missing)}, certified([...dns, ...ip]));
      expect(wrong).toBe(`lacks the name ${missing}`);
    }),
    {numRuns: 60},
  );
});

test('additional names are accepted', () => {
  expect(
    nameMismatch({subject, sans: sansOf('a.example')}, certified(['a.example', 'b.example', '10.0.0.1'])),
  ).toBeUndefined();
});

test('a wildcard does not replace a name', () => {
  expect(nameMismatch({subject, sans: sansOf('a.example')}, certified(['*.example']))).toBe('lacks the name a.example');
});

test('addresses are canonical, and each name is listed once', () => {
  expect(sansOf('FD00:0::5', 'fd00::5', '10.0.0.1', '10.0.0.1', 'Node-1', 'node-1')).toEqual({
    dns: ['node-1'],
    ip: ['fd00::5', '10.0.0.1'],
  });
});

test('a text that only resembles an address is a name', () => {
  expect(sansOf('10', '127.1', '10.0.0.1.example')).toEqual({dns: ['10', '127.1', '10.0.0.1.example'], ip: []});
});
