import {createHash} from 'node:crypto';
import {type Digest, digestOf} from './names.js';

export const sha256 = (content: string | Uint8Array): Digest =>
  digestOf(createHash('sha256').update(content).digest('hex'));
