/** The words after `quorate` of every command line in code on a page, without comments and other commands. */
export function commandLines(markdown: string): readonly (readonly string[])[] {
  const fences = [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
  const rest = markdown.replaceAll(/^```\w*\n[\s\S]*?^```$/gm, '');
  const blocks = rest.split('\n').filter(line => line.startsWith('    '));
  const spans = [...rest.replaceAll(/\n {0,3}(?=\S)/g, ' ').matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
  return [...fences.flatMap(block => block.split('\n')), ...blocks, ...spans].flatMap(wordsOf);
}

function wordsOf(line: string): readonly (readonly string[])[] {
  const typed = line.trim().replace(/\s+#\s.*$/, '');
  const command = /^(?:\$ )?quorate ([a-z].*)$/.exec(typed)?.[1];
  return command === undefined ? [] : [command.split(/\s+/)];
}
