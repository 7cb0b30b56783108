/**
 * The indented blocks of a page that are typed into a shell, in order. The others are output: they start in another
 * way.
 */
export const shellBlocks = (markdown: string): readonly string[] =>
  indented(markdown).filter(block => /^(export|quorate) /.test(block));

export const printedBlocks = (markdown: string): readonly string[] =>
  indented(markdown).filter(block => !shellBlocks(markdown).includes(block));

function indented(markdown: string): readonly string[] {
  const rest = markdown.replaceAll(/^```\w*\n[\s\S]*?^```$/gm, '');
  return [...rest.matchAll(/(?<=\n\n)(?: {4}.*\n)+/g)].map(([block]) => block.replaceAll(/^ {4}/gm, ''));
}
