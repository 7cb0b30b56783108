import {parseDocument, stringify} from 'yaml';
import {oncePer} from '../once-per.js';
import type {Templates} from './types.js';

/**
 * YAML for a component written in Go: it reads YAML 1.1, where an unquoted `on`, `no` or `012` is not a string, so such
 * strings are quoted.
 */
export const yamlText = (value: unknown): string =>
  stringify(value, {version: '1.1', lineWidth: 0, aliasDuplicateObjects: false});

const made = oncePer((_: Templates) => new Map<string, string>());

/**
 * The same for a mapping that many hosts have almost alike: each of its entries is made once in a run, which loads its
 * templates once.
 */
export function sharedYaml(templates: Templates, mapping: Readonly<Record<string, unknown>>): string {
  const texts = made(templates);
  return Object.entries(mapping)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const key = JSON.stringify([name, value]);
      const text = texts.get(key) ?? yamlText({[name]: value});
      texts.set(key, text);
      return text;
    })
    .join('');
}

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The data of a YAML text; undefined for invalid YAML. */
export function yamlValue(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}
