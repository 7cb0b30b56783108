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

/** One line without control characters: it becomes part of a request to a host. */
export const isLine = (value: unknown): value is string => isText(value) && !/\p{Cc}/u.test(value);

export const isDigest = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

export const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** A relative path that does not leave its directory, without characters that a URL or a shell would change. */
export const isInside = (value: unknown): boolean =>
  isText(value) &&
  /^[\w.:@+/-]+$/.test(value) &&
  !value.startsWith('/') &&
  value.split('/').every(part => part !== '' && part !== '.' && part !== '..');

export const shown = (value: unknown): string => JSON.stringify(value) ?? 'missing';
