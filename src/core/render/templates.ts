import type {Templates} from './types.js';

/** @throws Error when the package was built without this template. */
export function templateText(templates: Templates, name: string): string {
  const text = templates.get(name);
  if (text === undefined) throw new Error(`template ${name} is missing from this installation`);
  return text;
}
