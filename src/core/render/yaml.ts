import {parseDocument, stringify} from 'yaml';

/**
 * YAML for a component written in Go: its reader follows YAML 1.1, where a bare `on`, `no` or `012` is no text,
 * so such texts are quoted.
 */
export const yamlText = (value: unknown): string =>
  stringify(value, {version: '1.1', lineWidth: 0, aliasDuplicateObjects: false});

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What a text in YAML says; undefined for one that is none. */
export function yamlValue(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}
