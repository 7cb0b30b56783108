import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {type JsonSchema, jsonSchema} from '../../../src/core/config/json-schema.js';
import {configReference} from '../../../src/core/config/reference.js';

const checkedIn = (name: string): string =>
  readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8');

test('docs/reference/config.md equals the page of the schema', () => {
  expect(checkedIn('config.md'), 'regenerate it: npm run docs').toBe(configReference());
});

test('docs/reference/cluster.schema.json equals the JSON Schema of the schema', () => {
  expect(checkedIn('cluster.schema.json'), 'regenerate it: npm run docs').toBe(
    `${JSON.stringify(jsonSchema(), null, 2)}\n`,
  );
});

describe('the JSON Schema', () => {
  test('is draft-7 and strict at every object', () => {
    expect(jsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      additionalProperties: false,
    });
    expect(objects(jsonSchema()).filter(({additionalProperties}) => additionalProperties !== false)).toEqual([]);
  });

  test('describes every key', () => {
    const keys = objects(jsonSchema()).flatMap(({properties}) => Object.entries(properties ?? {}));
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter(([, {description}]) => !description).map(([key]) => key)).toEqual([]);
  });

  test('shows defaults', () => {
    expect(jsonSchema().properties?.spec?.properties?.topology).toMatchObject({
      default: 'stacked',
      enum: ['stacked', 'external'],
    });
  });
});

/** All objects with named keys, at any depth. */
const objects = (schema: JsonSchema): readonly JsonSchema[] => [
  ...(schema.properties ? [schema] : []),
  ...[...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])].flatMap(objects),
];
