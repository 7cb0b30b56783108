/** What is wrong with a value of a manifest, and where: "artifacts[3].size". */
export interface Problem {
  readonly at: string;
  readonly problem: string;
}

export const unless = (holds: boolean, at: string, problem: string): readonly Problem[] =>
  holds ? [] : [{at, problem}];

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** One line without characters that control a terminal or the direction of text. */
export const isLine = (value: unknown): value is string => isText(value) && !INVISIBLE.test(value);

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

export const isDigest = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

export const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** A relative path that does not leave its directory, without characters that a URL or a shell would change. */
export const isInside = (value: unknown): boolean =>
  isText(value) &&
  /^[\w.:@+/-]+$/.test(value) &&
  !value.startsWith('/') &&
  value.split('/').every(part => part !== '' && part !== '.' && part !== '..');

/** A value in a message: shortened, and without characters that control a terminal. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value).replaceAll(new RegExp(INVISIBLE, 'gu'), escaped);
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
};

const MOST_SHOWN = 120;
const escaped = (character: string): string => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
