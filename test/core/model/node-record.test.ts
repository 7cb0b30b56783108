import {describe, expect, test} from 'vitest';
import {readRecord, recordText} from '../../../src/core/model/node-record.js';

const NOTHING = {labels: new Map(), taints: new Set()};

describe('the record of what quorate set on a Node', () => {
  test('reads as it was written, whatever the order', () => {
    const taints = [
      {key: 'b', effect: 'NoExecute'},
      {key: 'a', value: 'x', effect: 'NoSchedule'},
    ] as const;
    const text = recordText({labels: {tier: 'db', zone: 'north', empty: ''}, taints});
    expect(text).toBe(recordText({labels: {zone: 'north', empty: '', tier: 'db'}, taints: taints.toReversed()}));
    expect(readRecord(text)).toEqual({
      labels: new Map(Object.entries({empty: '', tier: 'db', zone: 'north'})),
      taints: new Set(['a=x:NoSchedule', 'b:NoExecute']),
    });
  });

  test.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['is not JSON', '{"labels":'],
    ['is a list', '[]'],
    ['is null', 'null'],
    ['has no taints', '{"labels":{"a":"b"}}'],
    ['has a label without text', '{"labels":{"a":1},"taints":[]}'],
    ['has a taint without text', '{"labels":{"a":"b"},"taints":[{}]}'],
    ['is too long', `{"labels":{"a":"${'b'.repeat(70_000)}"},"taints":[]}`],
  ])('says nothing when it %s', (_, text) => {
    expect(readRecord(text)).toEqual(NOTHING);
  });

  test('has no labels that every object has', () => {
    expect(readRecord('{"labels":{"__proto__":"x"},"taints":[]}').labels.get('constructor')).toBeUndefined();
  });
});
