import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import type {Event} from '../../../src/run/report/event.js';
import {reporting} from '../../../src/workflows/etcd/store.js';
import {snapshotManifest} from '../../support/builders/snapshot.js';

test('a download reports each piece, with the bytes of all of them', async () => {
  const content = Buffer.alloc(1000, 'x');
  async function* pieces() {
    for (const [from, to] of [
      [0, 400],
      [400, 800],
      [800, 1000],
    ])
      yield content.subarray(from, to);
  }
  const events: Event[] = [];
  const manifest = snapshotManifest(content);
  const read: Uint8Array[] = [];
  for await (const piece of reporting({host: hostName('cp2'), manifest, pieces}, event => events.push(event)))
    read.push(piece);
  expect(Buffer.concat(read).equals(content)).toBe(true);
  expect(events).toEqual(
    [400, 800, 1000].map(receivedBytes => ({
      type: 'download',
      host: 'cp2',
      artifact: 'etcd snapshot',
      receivedBytes,
      totalBytes: 1000,
    })),
  );
});
