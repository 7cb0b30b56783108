import {describe, expect, test} from 'vitest';
import {fillTemplate} from '../../../src/core/render/template.js';

describe('a template', () => {
  test('has every placeholder replaced, as often as it occurs', () => {
    expect(fillTemplate('t', '{{a}} and {{b}}, {{a}}', {a: '1', b: '2'})).toBe('1 and 2, 1');
  });

  test('has values inserted literally', () => {
    expect(fillTemplate('t', '{{a}}', {a: '$& {{b}} $1'})).toBe('$& {{b}} $1');
  });

  test('with a placeholder without a value is an error with its name', () => {
    expect(() => fillTemplate('systemd/x.service', '{{a}}', {})).toThrow(/systemd\/x\.service.*unknown value: a/);
  });

  test('with a placeholder named like a property of Object is an error', () => {
    expect(() => fillTemplate('t', '{{constructor}}', {})).toThrow(/unknown value: constructor/);
  });

  test('without a placeholder for a value is an error with its name', () => {
    expect(() => fillTemplate('t', '{{a}}', {a: '1', b: '2'})).toThrow(/does not use: b/);
  });
});
