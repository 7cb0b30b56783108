import {createHash} from 'node:crypto';
import {type Digest, digestOf} from '../../core/model/names.js';

interface SnapshotHash {
  readonly bytes: number;
  readonly sha256: Digest;
  /** Its last 32 bytes are the SHA-256 of everything before them, as `etcdctl snapshot save` writes it. */
  readonly endsWithDigest: boolean;
}

interface Hashing {
  add(piece: Uint8Array): void;
  /** Once, after the last piece. */
  end(): SnapshotHash;
}

/** The hash of a snapshot, piece by piece. */
export function hashing(): Hashing {
  const body = createHash('sha256');
  let tail = Buffer.alloc(0);
  let bytes = 0;
  return {
    add(piece) {
      bytes += piece.byteLength;
      const both = tail.byteLength === 0 ? Buffer.from(piece) : Buffer.concat([tail, piece]);
      const end = Math.max(0, both.byteLength - DIGEST_BYTES);
      body.update(both.subarray(0, end));
      // A copy: the piece may be a view of a larger buffer that is used again.
      tail = Buffer.from(both.subarray(end));
    },
    end() {
      const endsWithDigest = tail.equals(body.copy().digest());
      return {bytes, sha256: digestOf(body.update(tail).digest('hex')), endsWithDigest};
    },
  };
}

const DIGEST_BYTES = 32;
