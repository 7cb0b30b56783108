import {expect, test} from 'vitest';
import {compare} from '../../../src/lab/bench/against/compare.js';
import {markdown} from '../../../src/lab/bench/against/table.js';

test('a line has the median and the range of each side, and the ratio of the medians', () => {
  const lines = compare(
    [{bringUp: 40}, {bringUp: 60}, {bringUp: 44}],
    [{bringUp: 100}, {bringUp: 110}, {bringUp: 300}],
  );
  expect(lines).toEqual([
    {
      line: 'bringUp',
      title: 'three control planes and two workers, in total',
      quorate: {median: 44, lowest: 40, highest: 60},
      kubeadm: {median: 110, lowest: 100, highest: 300},
      ratio: 0.4,
      aim: 0.4,
    },
  ]);
});

test('the median of two rounds is between them', () => {
  const [line] = compare([{worker: 2}, {worker: 4}], [{worker: 6}, {worker: 6}]);
  expect(line).toMatchObject({quorate: {median: 3}, ratio: 0.5});
});

test('what only quorate does is compared with the bring-up of kubeadm', () => {
  const lines = compare([{secondApply: 5, check: 2}], [{bringUp: 100}]);
  expect(lines.map(({line, ratio}) => [line, ratio])).toEqual([
    ['bringUp', undefined],
    ['secondApply', 0.05],
    ['check', 0.02],
  ]);
});

test('a line that only kubeadm has is shown without a ratio', () => {
  expect(compare([], [{firstControlPlane: 10}])).toEqual([
    {
      line: 'firstControlPlane',
      title: '… … the first control plane',
      kubeadm: {median: 10, lowest: 10, highest: 10},
    },
  ]);
});

test('a table of Markdown has columns of one width', () => {
  expect(
    markdown(
      ['What', 'Took'],
      [
        ['… a', '1.0'],
        ['b', '10.25'],
      ],
    ).split('\n'),
  ).toEqual(['| What | Took  |', '| ---- | ----- |', '| … a  | 1.0   |', '| b    | 10.25 |']);
});
