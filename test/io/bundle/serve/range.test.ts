import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {sha256} from '../../../../src/core/model/digest.js';
import {bytesOf, type Piece, within} from '../../../../src/io/bundle/serve/content.js';
import {rangeOf} from '../../../../src/io/bundle/serve/range.js';
import {bytesAt, type Served, served} from './served.js';

const ETAG = '"sha256:a"';
const ALL = {is: 'all'};
const UNSATISFIABLE = {is: 'unsatisfiable'};
const part = (start: number, end: number) => ({is: 'part', start, end});

test.each([
  [undefined, undefined, ALL],
  ['bytes=0-', undefined, part(0, 100)],
  ['bytes=40-', undefined, part(40, 100)],
  ['bytes=40-49', undefined, part(40, 50)],
  ['bytes=40-40', undefined, part(40, 41)],
  ['bytes=40-1000', undefined, part(40, 100)],
  ['bytes=99-', undefined, part(99, 100)],
  ['bytes=100-', undefined, UNSATISFIABLE],
  ['bytes=-10', undefined, part(90, 100)],
  ['bytes=-1000', undefined, part(0, 100)],
  ['bytes=-0', undefined, UNSATISFIABLE],
  ['bytes=50-40', undefined, ALL],
  ['bytes=-', undefined, ALL],
  ['bytes=0-9,20-29', undefined, ALL],
  ['lines=0-9', undefined, ALL],
  ['bytes=0x10-', undefined, ALL],
  ['bytes=9999999999999999999-', undefined, ALL],
  ['bytes=40-', ETAG, part(40, 100)],
  ['bytes=40-', '"sha256:b"', ALL],
  ['bytes=40-', `W/${ETAG}`, ALL],
  ['bytes=40-', 'Sun, 29 Nov 2026 20:00:00 GMT', ALL],
])('of 100 bytes, the range %s with If-Range %s is %o', (range, ifRange, expected) => {
  expect(rangeOf(range, ifRange, {size: 100, etag: ETAG})).toEqual(expected);
});

test('any part of any pieces is that part of all bytes', async () => {
  const pieces = fc.array(fc.uint8Array({maxLength: 20}), {maxLength: 6});
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(130), fc.nat(130), async (list, start, end) => {
      const found = await collected(within(list, start, end));
      expect(found).toEqual(Buffer.concat(list).subarray(start, Math.max(end, start)));
    }),
  );
});

describe('a server', () => {
  let server: Served;
  beforeAll(async () => {
    server = await served();
  });
  afterAll(() => server.close());

  const KUBELET = 'dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet';
  const ETCD = 'github.com/etcd-io/etcd/releases/download/v3.6.16/etcd-v3.6.16-linux-amd64.tar.gz';
  const SUMS = 'dl.k8s.io/release/v1.36.3/SHA256SUMS';
  const LAYERS = 'registry.k8s.io/v2/pause/blobs/';
  const layer = () => [...server.site.paths.keys()].findLast(path => path.startsWith(LAYERS))!;

  test.each([
    ['a binary', () => KUBELET],
    ['an archive', () => ETCD],
    ['a checksum file', () => SUMS],
    ['a layer', layer],
  ])('sends any part of %s', async (_, path) => {
    const url = `${server.url}/${path()}`;
    const all = await bytesAt(url);
    await fc.assert(
      fc.asyncProperty(fc.nat(all.length - 1), fc.nat(all.length), async (start, length) => {
        const end = Math.min(start + length, all.length - 1);
        const response = await fetch(url, {headers: {range: `bytes=${start}-${end}`}});
        expect(response.status).toBe(206);
        expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${all.length}`);
        expect(response.headers.get('content-length')).toBe(String(end - start + 1));
        expect(Buffer.from(await response.arrayBuffer()).equals(all.subarray(start, end + 1))).toBe(true);
      }),
      {numRuns: 25},
    );
  });

  test.each([
    ['a binary', () => KUBELET],
    ['an archive', () => ETCD],
    ['a layer', layer],
  ])('says length and digest of %s without sending it', async (_, path) => {
    const url = `${server.url}/${path()}`;
    const response = await fetch(url, {method: 'HEAD', headers: {range: 'bytes=5-'}});
    const all = await bytesAt(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(all.length));
    expect(response.headers.get('etag')).toBe(`"sha256:${sha256(all)}"`);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
  });

  test('sends the rest of the content with this ETag only, and everything of another one', async () => {
    const url = `${server.url}/${ETCD}`;
    const all = await bytesAt(url);
    const etag = `"sha256:${sha256(all)}"`;
    const same = await fetch(url, {headers: {range: 'bytes=100-', 'if-range': etag}});
    expect([same.status, (await same.arrayBuffer()).byteLength]).toEqual([206, all.length - 100]);
    const other = await fetch(url, {headers: {range: 'bytes=100-', 'if-range': '"other"'}});
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, all.length]);
  });

  test('answers a range beyond the end with the size', async () => {
    const response = await fetch(`${server.url}/${KUBELET}`, {headers: {range: 'bytes=20000-'}});
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */20000');
    await response.arrayBuffer();
  });
});

const collected = async (pieces: readonly Piece[]): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(pieces)) chunks.push(chunk);
  return Buffer.concat(chunks);
};
