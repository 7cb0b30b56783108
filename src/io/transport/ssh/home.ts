import {join} from 'node:path';

/** `~` and `~/…` are the operator's home; everything else stays. */
export const expandHome = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
