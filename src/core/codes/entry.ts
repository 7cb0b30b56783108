/** What is known of a code, whatever raises it. */
export interface Entry {
  readonly level: 'error' | 'warning' | 'note';
  /** One statement, without a full stop. */
  readonly title: string;
  /** What it means, why it matters, what usually causes it. */
  readonly explanation: string;
  /** What to do next. `{host}` and the like are filled in with the values of the case. */
  readonly remedy: string;
}

/** Keeps the codes as literal types. */
export const entries = <const K extends string>(table: Readonly<Record<K, Entry>>): Readonly<Record<K, Entry>> => table;
