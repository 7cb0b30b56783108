import fc from 'fast-check';
import {expect, test} from 'vitest';
import {pathTo} from '../../../src/core/artifacts/upgrade-path.js';
import {minorsBetween} from '../../../src/core/versions/version.js';

test.each([
  ['1.36.1', '1.36.3', [], {hops: ['1.36.3']}],
  ['1.36.3', '1.37.2', [], {hops: ['1.37.2']}],
  ['1.35.2', '1.37.2', ['1.36.1', '1.36.10', '1.36.9'], {hops: ['1.36.10', '1.37.2']}],
  ['1.34.0', '1.37.2', ['1.35.1'], {hops: ['1.35.1'], missing: '1.36'}],
  ['1.37.2', '1.36.3', [], {hops: ['1.36.3']}],
  ['1.36.3', '1.36.3', [], {hops: []}],
])('the path from %s to %s with %j in the bundle goes through every minor', (from, to, available, path) => {
  expect(pathTo(from, to, available)).toEqual(path);
});

const version = fc
  .tuple(fc.integer({min: 30, max: 36}), fc.integer({min: 0, max: 12}))
  .map(([minor, patch]) => `1.${minor}.${patch}`);

test('no hop is longer than one minor, and the last one is the target unless a minor is missing', () => {
  fc.assert(
    fc.property(version, version, fc.array(version, {maxLength: 20}), (one, other, available) => {
      fc.pre(minorsBetween(one, other) >= 0 && one !== other);
      const {hops, missing} = pathTo(one, other, available);
      const way = [one, ...hops];
      for (const [index, hop] of hops.entries()) expect(minorsBetween(way[index]!, hop)).toBeLessThanOrEqual(1);
      if (missing === undefined) expect(hops.at(-1)).toBe(other);
      else expect(available.some(each => each.startsWith(`${missing}.`))).toBe(false);
    }),
  );
});
