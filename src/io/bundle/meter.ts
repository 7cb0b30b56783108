import {createHash, type Hash} from 'node:crypto';
import {Transform} from 'node:stream';
import {digestOf} from '../../core/model/names.js';

/** Passes bytes through, and measures their number and digest. */
export class Meter extends Transform {
  size = 0;
  private readonly hash: Hash = createHash('sha256');

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.size += chunk.byteLength;
    this.hash.update(chunk);
    done(null, chunk);
  }

  digest() {
    return digestOf(this.hash.digest('hex'));
  }
}
