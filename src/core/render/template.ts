import type {Templates} from './types.js';

/**
 * Replaces each `{{name}}` of a template. A placeholder without a value and a value without a placeholder are bugs, never
 * mistakes of the user.
 * @throws Error naming the template and what is unknown or unused.
 */
export function fillTemplate(name: string, text: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const filled = text.replaceAll(/\{\{(.*?)\}\}/g, (_, place: string) => {
    const value = Object.hasOwn(values, place) ? values[place] : undefined;
    if (value === undefined) throw new Error(`template ${name} asks for an unknown value: ${place}`);
    used.add(place);
    return value;
  });
  const unused = Object.keys(values).filter(value => !used.has(value));
  if (unused.length > 0) throw new Error(`template ${name} does not use: ${unused.join(', ')}`);
  return filled;
}

/** @throws Error if the package lacks this template. */
export function templateText(templates: Templates, name: string): string {
  const text = templates.get(name);
  if (text === undefined) throw new Error(`template ${name} is missing from this installation`);
  return text;
}
