import type {Span} from './positions.js';

/** Why a text is not one valid YAML document. */
export interface BrokenText {
  readonly span: Span;
  readonly message: string;
  readonly suggestion?: string;
}

export const spanOfNode = (node: {readonly range?: readonly number[] | null | undefined} | null): Span => {
  const [start = 0, end = 1] = node?.range ?? [];
  return {offset: start, length: end - start};
};
