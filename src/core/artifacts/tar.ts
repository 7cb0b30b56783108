/** One entry of an archive, without its content. */
export interface TarEntry {
  readonly path: string;
  readonly mode: number;
  /** Bytes; 0 for a directory. */
  readonly size: number;
  readonly directory?: boolean;
}

const BLOCK = 512;

/** The header block of an entry: owned by root and dated to the epoch, so that equal contents are equal bytes. */
export const tarHeader = ({path, mode, size, directory = false}: TarEntry): Uint8Array => {
  if (Buffer.byteLength(path) > 100) throw new RangeError(`${path} is too long for this archive format`);
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write(directory ? '5' : '0', 156);
  block.write('ustar\x0000', 257);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${octal(checksum, 6)}\0 `, 148);
  return block;
};

/** Pads the content of an entry to a multiple of the block size. */
export const tarPadding = (size: number): Uint8Array => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

export const tarEnd = (): Uint8Array => Buffer.alloc(2 * BLOCK);

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
