import {describe, expect, test} from 'vitest';
import {limitOf} from '../../../src/commands/base/limit-flag.js';
import {hostName} from '../../../src/core/model/names.js';
import {clusterConfig} from '../../support/builders/config.js';

const config = clusterConfig();

describe('--limit', () => {
  test('names hosts of the configuration, each once', () => {
    expect(limitOf(config, ['w1', 'cp1', ' w1 '])).toEqual(['w1', 'cp1']);
    expect(limitOf(config, undefined)).toBeUndefined();
  });

  test.each([
    [['cp_1'], 'did you mean cp1?'],
    [['w1', 'worker-77'], 'known hosts: cp1, cp2, cp3, w1'],
    [['CP1', 'W1'], 'did you mean cp1 and w1?'],
    [[''], 'known hosts: cp1, cp2, cp3, w1'],
  ])('of %j is refused before anything is read', (names, suggestion) => {
    expect(() => limitOf(config, names)).toThrow(
      expect.objectContaining({code: 'usage/unknown-host', suggestions: [suggestion]}),
    );
  });

  test('without a host that the command names is refused', () => {
    expect(limitOf(config, ['w1'], [hostName('w1')])).toEqual(['w1']);
    expect(() => limitOf(config, ['cp1'], [hostName('w1')])).toThrow(
      expect.objectContaining({code: 'usage/limit-excludes', suggestions: ['--limit cp1,w1']}),
    );
  });
});
