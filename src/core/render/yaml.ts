import {parseDocument, stringify} from 'yaml';

/**
 * YAML for a component written in Go: it reads YAML 1.1, where an unquoted `on`, `no` or `012` is not a string, so such
 * strings are quoted.
 */
export const yamlText = (value: unknown): string =>
  stringify(value, {version: '1.1', lineWidth: 0, aliasDuplicateObjects: false});

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The data of a YAML text; undefined for invalid YAML. */
export function yamlValue(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}
