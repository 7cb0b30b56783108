import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isChosen, measuredPieces, nextEncoding, type Rates} from '../../../src/core/artifacts/encoding.js';

const MB = 1e6;
const rate = fc.double({min: 1, max: 1e11, noNaN: true});
const known = fc.record({link: rate, gzip: rate, raw: fc.option(rate, {nil: undefined})}).map(clean);
const partly = fc
  .record({
    link: fc.option(rate, {nil: undefined}),
    gzip: fc.option(rate, {nil: undefined}),
    raw: fc.option(rate, {nil: undefined}),
  })
  .map(clean);
const factor = fc.double({min: 1, max: 1000, noNaN: true});

function clean(rates: {readonly [name in keyof Rates]: number | undefined}): Rates {
  return Object.fromEntries(Object.entries(rates).filter(([, value]) => value !== undefined));
}

describe('the next artifact', () => {
  test.each<[string, Rates, 'gzip' | 'raw', boolean]>([
    ['is compressed before anything is measured', {}, 'gzip', false],
    ['is compressed over 50 Mbit/s, without a trial', {link: 6 * MB, gzip: 18 * MB}, 'gzip', true],
    [
      'is compressed over 1 Gbit/s to a host that decompresses 150 MB/s',
      {link: 117 * MB, gzip: 150 * MB},
      'gzip',
      true,
    ],
    ['is sent raw once over 10 Gbit/s, as a trial', {link: 900 * MB, gzip: 150 * MB}, 'raw', false],
    ['is sent raw if the trial was faster', {link: 900 * MB, gzip: 150 * MB, raw: 400 * MB}, 'raw', true],
    ['is compressed if the trial was slower', {link: 900 * MB, gzip: 150 * MB, raw: 120 * MB}, 'gzip', true],
    ['is compressed if raw saves nearly nothing', {link: 900 * MB, gzip: 150 * MB, raw: 160 * MB}, 'gzip', true],
    ['is compressed if the content cannot be unpacked here', {link: 900 * MB, gzip: 150 * MB, raw: 0}, 'gzip', true],
    ['is tried raw over 1 Gbit/s to a host that decompresses slowly', {link: 117 * MB, gzip: 40 * MB}, 'raw', false],
  ])('%s', (_, rates, encoding, chosen) => {
    expect(nextEncoding(rates)).toBe(encoding);
    expect(isChosen(rates)).toBe(chosen);
  });

  test('stays raw on every faster link, and compressed on every slower one', () => {
    fc.assert(
      fc.property(known, factor, (rates, faster) => {
        const other = nextEncoding({...rates, link: rates.link! * faster});
        if (nextEncoding(rates) === 'raw') expect(other).toBe('raw');
        if (other === 'gzip') expect(nextEncoding(rates)).toBe('gzip');
      }),
    );
  });

  test('stays compressed if gzip is faster, and raw if raw is faster', () => {
    fc.assert(
      fc.property(known, factor, (rates, faster) => {
        if (nextEncoding(rates) === 'gzip') expect(nextEncoding({...rates, gzip: rates.gzip! * faster})).toBe('gzip');
        else if (rates.raw !== undefined) expect(nextEncoding({...rates, raw: rates.raw * faster})).toBe('raw');
      }),
    );
  });

  test('is never raw over a link that is slower than gzip with its decompression', () => {
    fc.assert(
      fc.property(partly, rates => {
        const {link = 0, gzip = Number.POSITIVE_INFINITY} = rates;
        if (link <= gzip) expect(nextEncoding(rates)).toBe('gzip');
      }),
    );
  });

  test('is chosen after at most one measurement of each encoding', () => {
    fc.assert(
      fc.property(rate, rate, rate, (link, gzip, raw) => {
        const first: Rates = {link, gzip};
        expect(isChosen(first) || nextEncoding(first) === 'raw').toBe(true);
        expect(isChosen({...first, raw})).toBe(true);
      }),
    );
  });
});

test('the measured pieces are a part of the upload, and leave something to decompress', () => {
  fc.assert(
    fc.property(fc.integer({min: 4, max: 2 ** 31}), bytes => {
      const [first, second] = measuredPieces(bytes);
      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThanOrEqual(first);
      expect(first + second).toBeLessThan(bytes);
    }),
  );
});
