/**
 * The indented blocks of a page that are typed into a shell, in order. The others are what is printed, and are told by
 * how they begin.
 */
export const shellBlocks = (markdown: string): readonly string[] =>
  indented(markdown).filter(block => /^(export|quorate|member|\w+\(\)) ?/.test(block));

export const printedBlocks = (markdown: string): readonly string[] =>
  indented(markdown).filter(block => !shellBlocks(markdown).includes(block));

function indented(markdown: string): readonly string[] {
  const rest = markdown.replaceAll(/^```\w*\n[\s\S]*?^```$/gm, '');
  return [...rest.matchAll(/(?<=\n\n)(?: {4}.*\n)+/g)].map(([block]) => block.replaceAll(/^ {4}/gm, ''));
}
