import {describe, expect, test} from 'vitest';
import {fillTemplate} from '../../../src/core/render/template.js';

describe('a template', () => {
  test('has every place filled, as often as it occurs', () => {
    expect(fillTemplate('t', '{{a}} and {{b}}, {{a}}', {a: '1', b: '2'})).toBe('1 and 2, 1');
  });

  test('takes values literally, whatever they hold', () => {
    expect(fillTemplate('t', '{{a}}', {a: '$& {{b}} $1'})).toBe('$& {{b}} $1');
  });

  test('refuses a place that has no value, by name', () => {
    expect(() => fillTemplate('systemd/x.service', '{{a}}', {})).toThrow(/systemd\/x\.service.*unknown value: a/);
  });

  test('refuses a place named like something every object has', () => {
    expect(() => fillTemplate('t', '{{constructor}}', {})).toThrow(/unknown value: constructor/);
  });

  test('refuses a value that has no place, by name', () => {
    expect(() => fillTemplate('t', '{{a}}', {a: '1', b: '2'})).toThrow(/does not use: b/);
  });
});
