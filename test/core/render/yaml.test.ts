import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sharedYaml, yamlText} from '../../../src/core/render/yaml.js';

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(undefined),
  fc.constantFrom('on', 'no', '012'),
);
const value = fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string({minLength: 1}), fc.oneof(leaf, fc.array(leaf))));
const named = fc
  .dictionary(fc.stringMatching(/^[a-zA-Z]{1,12}$/), value, {minKeys: 1})
  .map(mapping => ({...mapping, kind: 'Example'}));

test('the YAML of a mapping made of shared entries is that of the mapping, also when its entries are made already', () => {
  const templates = new Map<string, string>();
  fc.assert(
    fc.property(named, mapping => {
      expect(sharedYaml(templates, mapping)).toBe(yamlText(mapping));
      expect(sharedYaml(templates, mapping)).toBe(yamlText(mapping));
    }),
  );
});
