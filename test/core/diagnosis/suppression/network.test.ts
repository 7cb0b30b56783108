import {expect, test} from 'vitest';
import {FINDINGS} from '../../../../src/core/codes/findings.js';
import {OF_NETWORK} from '../../../../src/core/diagnosis/suppression/network.js';

test('no error of the network becomes evidence of a warning', () => {
  const rows = OF_NETWORK.flatMap(({of, suppresses}) =>
    of.flatMap(cause => suppresses.map(each => ({cause, each, levels: [FINDINGS[cause].level, FINDINGS[each].level]}))),
  );
  expect(rows.filter(({levels}) => levels.join() === 'warning,error')).toEqual([]);
});
