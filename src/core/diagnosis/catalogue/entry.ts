import type {Finding} from '../../cluster/finding.js';

export interface Entry {
  readonly level: Finding['level'];
  readonly title: string;
  /** What it means, why it matters and how to find out more. */
  readonly about: string;
  /** What mends it; `{host}` and other words in braces are filled from the finding. */
  readonly mend: string;
}

/** Keeps the codes as literal keys. */
export const entries = <const K extends string>(of: Readonly<Record<K, Entry>>): Readonly<Record<K, Entry>> => of;
