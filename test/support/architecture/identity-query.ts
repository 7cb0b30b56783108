import {importsOf, type Source} from './source.js';

/** Facts that were gathered without what identifies a machine would let another machine pass. */
export const identityGoesByItsQuery = (source: Source): readonly string[] =>
  importsOf(source).some(({target}) => target === 'src/core/identity/judge.ts') && source.text.includes('EMPTY_QUERY')
    ? [`${source.path} judges the identity of hosts by facts of EMPTY_QUERY: use IDENTITY_QUERY`]
    : [];
