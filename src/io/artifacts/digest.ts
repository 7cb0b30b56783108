import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {type Digest, digestOf} from '../../core/cluster/names.js';

/** sha256 of a file, read in pieces. */
export const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), hash);
  return digestOf(hash.digest('hex'));
};
