/** The PEM blocks of a text in their order, each with a line break at its end; text around them is left out. */
export const pemBlocks = (text: string): readonly string[] =>
  (text.match(/-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\r\n]+-----END \1-----/g) ?? []).map(
    block => `${block.replaceAll('\r', '')}\n`,
  );

/** Do two texts have a block in common? */
export function shareBlock(one: string, other: string): boolean {
  const blocks = new Set(pemBlocks(one));
  return pemBlocks(other).some(block => blocks.has(block));
}

/** Have two texts the same blocks, in any order? */
export function sameBlocks(one: string, other: string): boolean {
  const [first, second] = [new Set(pemBlocks(one)), new Set(pemBlocks(other))];
  return first.size > 0 && first.size === second.size && [...first].every(block => second.has(block));
}
