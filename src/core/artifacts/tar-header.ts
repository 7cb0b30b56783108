import {own} from '../own.js';

/** The header block of an entry of a tar archive. */
export type TarHeader =
  | {readonly is: 'end'}
  | {readonly is: 'broken'; readonly problem: string}
  | {
      readonly is: 'entry';
      readonly path: string;
      /** Bytes of its content, which is padded to a multiple of 512. */
      readonly size: number;
      readonly type: TarType;
    };

/** 'long-name' and 'extended' have the name, and the size, of the entry after them as their content. */
export type TarType = 'file' | 'long-name' | 'extended' | 'other';

export const TAR_BLOCK = 512;

/** Reads a block of ustar, pax and GNU archives. Sparse files and archives in several volumes are refused. */
export const tarHeaderOf = (block: Buffer): TarHeader => {
  if (block.every(byte => byte === 0)) return {is: 'end'};
  const blank = Buffer.from(block).fill(' ', 148, 156);
  if (octal(block, 148, 8) !== blank.reduce((sum, byte) => sum + byte, 0)) return broken('a header is damaged');
  const size = sizeOf(block);
  if (size === undefined) return broken('a size is not a number');
  const flag = String.fromCharCode(block[156]!);
  if ('SMV'.includes(flag)) return broken(`it has an entry of type ${flag}`);
  const prefix = text(block, 257, 6) === 'ustar' ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  const type = own(TYPES, flag) ?? 'other';
  return {is: 'entry', path: prefix === '' ? name : `${prefix}/${name}`, size: NO_CONTENT.has(flag) ? 0 : size, type};
};

const TYPES: Readonly<Record<string, TarType>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  L: 'long-name',
  x: 'extended',
};

/** Links, devices and directories: whatever size their header has. */
const NO_CONTENT: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);

/** "path" and "size" of a pax header: lines of "LENGTH KEY=VALUE"; undefined if it is damaged. */
export const extendedHeaderOf = (
  content: Buffer,
): {readonly path?: string; readonly size?: number; readonly sparse?: true} | undefined => {
  const found = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(' ', at);
    const length = Number(content.toString('latin1', at, blank));
    const record = content.toString('utf8', blank + 1, at + length);
    const equals = record.indexOf('=');
    if (blank < 0 || !Number.isInteger(length) || length < 5 || at + length > content.length) return undefined;
    if (equals < 1 || !record.endsWith('\n')) return undefined;
    found.set(record.slice(0, equals), record.slice(equals + 1, -1));
    at += length;
  }
  const [path, size] = [found.get('path'), found.get('size')];
  if (size !== undefined && !/^\d{1,15}$/.test(size)) return undefined;
  return {
    ...(path === undefined ? {} : {path}),
    ...(size === undefined ? {} : {size: Number(size)}),
    ...([...found.keys()].some(key => key.startsWith('GNU.sparse.')) ? {sparse: true} : {}),
  };
};

const broken = (problem: string): TarHeader => ({is: 'broken', problem});

const text = (block: Buffer, start: number, length: number): string => {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
};

const octal = (block: Buffer, start: number, length: number): number | undefined => {
  const digits = text(block, start, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
};

/** In octal, or as a number of eleven bytes where the first bit is set. */
const sizeOf = (block: Buffer): number | undefined => {
  if ((block[124]! & 0x80) === 0) return text(block, 124, 12).trim() === '' ? 0 : octal(block, 124, 12);
  const number = block.subarray(125, 136).reduce((sum, byte) => sum * 256 + byte, block[124]! & 0x7f);
  return Number.isSafeInteger(number) ? number : undefined;
};
