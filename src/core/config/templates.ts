import {isMap, isScalar, isSeq, type Node, type Pair} from 'yaml';
import {type BrokenText, spanOfNode} from './broken-text.js';

const RENDER = 'render the file before quorate reads it, or write the value';

/** What an unrendered template looks like; undefined for any other text. */
function templateIn(text: string): string | undefined {
  const [found] = /\{\{.*?(\}\}|$)|\{%.*?(%\}|$)|<%.*?(%>|$)|\$\{.*?(\}|$)|\$[A-Z_][A-Z0-9_]+/.exec(text) ?? [];
  return found;
}

/** Says of a template that it is one. */
export const templateSuggestion = (text: string): string | undefined => {
  const found = templateIn(text);
  return found && `${found} is a placeholder of a template: ${RENDER}`;
};

/** Keys that are no text: mostly `{{ name }}` without quotes, which YAML reads as a mapping in a mapping. */
export function brokenKeys(node: unknown, text: string): readonly BrokenText[] {
  if (isSeq(node)) return node.items.flatMap(item => brokenKeys(item, text));
  if (!isMap(node)) return [];
  const wrong = node.items.find(({key}) => isMap(key) || isSeq(key));
  if (wrong === undefined)
    return (node.items as Pair[]).flatMap(({value}) => (isScalar(value) ? [] : brokenKeys(value, text)));
  const {offset} = spanOfNode(node);
  const found = text.startsWith('{{', offset) ? templateIn(text.slice(offset)) : undefined;
  return [
    found === undefined
      ? {
          span: spanOfNode(wrong.key as Node),
          message: 'a key is a mapping or a list: keys are text',
          suggestion: 'write a name',
        }
      : {
          span: {offset, length: found.length},
          message: `${found} is a placeholder of a template, and YAML reads it as a mapping`,
          suggestion: RENDER,
        },
  ];
}

/** `!vault` and other tags: what the file needs before it is plain YAML. */
export function tagProblem(tag: string): Pick<BrokenText, 'message' | 'suggestion'> {
  return tag === '!vault'
    ? {
        message: 'not valid YAML: !vault is a value that ansible-vault encrypted',
        suggestion:
          'write the value; secrets are never in this file: settings like passwordFile name a file on your machine',
      }
    : {message: `not valid YAML: the tag ${tag} has no meaning here`, suggestion: 'delete the tag, or write the value'};
}
