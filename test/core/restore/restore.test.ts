import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {digestOf} from '../../../src/core/model/names.js';
import {keyNamesIn, traceOfCa} from '../../../src/core/restore/encryption-keys.js';
import {clusterIdOf, memberIdOf} from '../../../src/core/restore/ids.js';
import {parseRecord, recordOf, recordText} from '../../../src/core/restore/record.js';
import {bumpFor, highestOf, isBumpEnough, parseTerms, termsText} from '../../../src/core/restore/terms.js';

const snapshot = digestOf('a'.repeat(64));
const members = [1, 2, 3].map(each => ({host: `cp${each}`, peerUrl: `https://10.0.0.${each}:2380`}));

test('ids are those that etcdutl prints', () => {
  const ids = members.slice(0, 2).map(({peerUrl}) => memberIdOf(peerUrl, 'quorate-x-restore-1'));
  expect(ids).toEqual(['4184c7b8b887b7f0', 'd10a28ef21177454']);
  expect(clusterIdOf(ids)).toBe('68a9a10b27ed16ac');
  expect(clusterIdOf(ids.toReversed())).toBe('68a9a10b27ed16ac');
});

describe('the revision of a restored snapshot', () => {
  const revision = fc.bigInt({min: 1n, max: 10n ** 17n});

  test('is above all that is known, by a margin, whatever the snapshot is', () => {
    fc.assert(
      fc.property(revision, fc.option(revision), (highest, own) => {
        const known = own === null ? undefined : `${own}`;
        const bump = bumpFor(known, `${highest}`);
        expect((own ?? 0n) + BigInt(bump)).toBeGreaterThanOrEqual(highest + 10n ** 9n);
        expect(isBumpEnough(bump, known, `${highest}`)).toBe(true);
        expect(isBumpEnough(bump, known, `${highest + (own ?? 0n) + 10n ** 10n}`)).toBe(false);
      }),
    );
  });

  test('is higher when the same snapshot is restored a second time', () => {
    const first = bumpFor('1844', '2370');
    const second = bumpFor('1844', `${1844n + BigInt(first)}`);
    expect(BigInt(second)).toBeGreaterThan(BigInt(first) + 10n ** 9n / 2n);
  });

  test('counts unknown revisions as none', () => {
    expect(highestOf([undefined, '9', '10'])).toBe('10');
    expect(highestOf([])).toBe('0');
  });
});

test('terms and records are read as they were written, and nothing else is', () => {
  const terms = {snapshot, bump: '1000000526', token: 'quorate-demo-restore-20260314T150926Z'};
  expect(parseTerms(termsText(terms))).toEqual(terms);
  const record = recordOf(terms, members, members[1]!);
  expect(parseRecord(recordText(record))).toEqual(record);
  for (let cut = 0; cut < recordText(record).length - 1; cut += 7) {
    const parsed = parseRecord(recordText(record).slice(0, cut));
    if (parsed !== undefined) expect(parsed).toEqual({...record, memberId: parsed.memberId});
  }
  fc.assert(fc.property(fc.string(), text => parseTerms(text) === undefined));
});

test('keys of the API server are known by name, and its CA by a line', () => {
  const config = `resources:
  - resources: ["secrets"]
    providers:
      - aescbc:
          keys:
            - name: key2
              secret: c2VjcmV0
            - name: "key1"
              secret: c2VjcmV0
      - identity: {}
`;
  expect(keyNamesIn(config)).toEqual(['key2', 'key1']);
  expect(traceOfCa('-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\nCC==\n-----END CERTIFICATE-----\n')).toBe('BBBB');
  expect(traceOfCa('nothing')).toBeUndefined();
});
