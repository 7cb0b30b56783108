import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseConfig} from '../../../src/core/config/parse.js';
import {calendarOf, nextOf, PERIODS, secondsOf} from '../../../src/core/snapshots/period.js';
import {testCa} from '../../support/certificates.js';
import {clusterYaml} from './support.js';

const parsed = (snapshots: string) => parseConfig(clusterYaml({spec: `etcd: {snapshots: ${snapshots}}`}));
const schedule = (snapshots: string) => {
  const result = parsed(snapshots);
  return 'config' in result ? result.config.etcd.snapshots : result.problems.map(({code}) => code);
};
const PEM = JSON.stringify(testCa().certPem.replaceAll('\r', ''));

test.each([
  ['{}', {everySeconds: 21_600, keepSeconds: 604_800}],
  ['{every: 30m, keep: 2d}', {everySeconds: 1800, keepSeconds: 172_800}],
  ['{every: 1d, keep: 4w}', {everySeconds: 86_400, keepSeconds: 2_419_200}],
  ['{every: 6h, keep: 11h}', ['config/snapshot-keep']],
  ['{every: 7h}', ['config/wrong-value']],
  ['{keep: forever}', ['config/wrong-value']],
  ['{recipient: none}', ['config/wrong-value']],
  [
    `{recipient: "-----BEGIN CERTIFICATE-----\\n${'A'.repeat(200)}\\n-----END CERTIFICATE-----\\n"}`,
    ['config/snapshot-recipient'],
  ],
])('snapshots: %s', (text, expected) => {
  expect(schedule(text)).toEqual(expected);
});

test('snapshots are encrypted to a certificate', () => {
  expect(schedule(`{recipient: ${PEM}}`)).toMatchObject({
    recipient: expect.stringMatching(/-----END CERTIFICATE-----\n$/),
  });
});

test('snapshots are not encrypted to a key that is for signatures only', () => {
  expect(schedule(`{recipient: ${JSON.stringify(ED25519)}}`)).toEqual(['config/snapshot-recipient']);
});

/** `openssl req -x509 -newkey ed25519 -nodes -subj /CN=backup -days 36500` */
const ED25519 = `-----BEGIN CERTIFICATE-----
MIIBODCB66ADAgECAhRrpNpY+VaGqOnIHtgQb5qRsSzYFTAFBgMrZXAwETEPMA0G
A1UEAwwGYmFja3VwMCAXDTI2MTEzMDEyMDIxN1oYDzIxMjYxMTA2MTIwMjE3WjAR
MQ8wDQYDVQQDDAZiYWNrdXAwKjAFBgMrZXADIQBuTJ3I/Dp+HEvoQwnRmfkVqlhe
sOkOW8wnKuMX3vPZ8qNTMFEwHQYDVR0OBBYEFMgqrsr+2kVK65QXbtzGge+QshF/
MB8GA1UdIwQYMBaAFMgqrsr+2kVK65QXbtzGge+QshF/MA8GA1UdEwEB/wQFMAMB
Af8wBQYDK2VwA0EAUDu28nH8R2VdT2CX4TCi8iVRPPK21B3DVWamcqfqDcY1yBUN
K/4OCtsVQDot5/FAgxuKrP0gdl7ytVdUvzhZDQ==
-----END CERTIFICATE-----
`;

test('a period has a calendar of systemd, and its next moment is one of it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PERIODS),
      fc.date({min: new Date(0), max: new Date('2090-01-01'), noInvalidDate: true}),
      (period, now) => {
        const seconds = secondsOf(period);
        const next = nextOf(seconds, now);
        expect(next.getTime()).toBeGreaterThan(now.getTime());
        expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(seconds * 1000);
        expect(calendarOf(seconds)).toMatch(/^\*-\*-\* (?:00:00:00|00\/\d+:00:00|\*:00\/\d+:00) UTC$/);
        expect((seconds >= 3600 ? 86_400 : 3600) % seconds).toBe(0);
      },
    ),
  );
});
