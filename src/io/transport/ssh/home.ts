import {join} from 'node:path';

/** Replaces `~` and `~/…` by the operator's home; other paths stay. */
export const expandHome = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
