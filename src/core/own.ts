/**
 * What a table has for a text that comes from outside. `table[text]` also finds what every object inherits: a label or a
 * host may be named `constructor`.
 */
export const own = <T>(table: Readonly<Record<string, T>>, text: string): T | undefined =>
  Object.hasOwn(table, text) ? table[text] : undefined;
