import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {sha256} from '../../../../src/core/model/digest.js';
import {bytesAt, type Served, served} from './served.js';

let server: Served;
beforeAll(async () => {
  server = await served();
});
afterAll(() => server.close());

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform: {readonly architecture: string};
}

describe.each([
  ['with the registry that containerd means', (rest: string) => `/v2/coredns/coredns/${rest}?ns=registry.k8s.io`],
  ['without it', (rest: string) => `/v2/coredns/coredns/${rest}`],
  ['with the registry in the name', (rest: string) => `/v2/registry.k8s.io/coredns/coredns/${rest}`],
  [
    'with the registry in the name and as containerd sends it',
    (rest: string) => `/v2/registry.k8s.io/coredns/coredns/${rest}?ns=registry.k8s.io`,
  ],
  ['in the layout of upstream', (rest: string) => `/registry.k8s.io/v2/coredns/coredns/${rest}`],
])('a client pulls an image %s', (_, path) => {
  test('by tag: index, manifest of each architecture, configuration and layers', async () => {
    const response = await fetch(`${server.url}${path('manifests/v1.14.2')}`);
    const index = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe(INDEX);
    expect(response.headers.get('docker-content-digest')).toBe(`sha256:${sha256(index)}`);
    const {manifests} = JSON.parse(index.toString()) as {readonly manifests: readonly Descriptor[]};
    expect(manifests.map(({platform}) => platform.architecture)).toEqual(['amd64', 'arm64']);
    for (const {digest, size} of manifests) {
      const {config, layers} = await pulled(path(`manifests/${digest}`), digest, size, MANIFEST);
      for (const blob of [config, ...layers]) await pulledBlob(path(`blobs/${blob.digest}`), blob);
    }
  });

  test('by digest', async () => {
    const index = await bytesAt(`${server.url}${path('manifests/v1.14.2')}`);
    await pulled(path(`manifests/sha256:${sha256(index)}`), `sha256:${sha256(index)}`, index.length, INDEX);
  });
});

const pulled = async (path: string, digest: string, size: number, type: string) => {
  const response = await fetch(`${server.url}${path}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('docker-content-digest')).toBe(digest);
  expect([`sha256:${sha256(bytes)}`, bytes.length]).toEqual([digest, size]);
  return JSON.parse(bytes.toString()) as {readonly config: Descriptor; readonly layers: readonly Descriptor[]};
};

const pulledBlob = async (path: string, {digest, size}: Descriptor): Promise<void> => {
  const head = await fetch(`${server.url}${path}`, {method: 'HEAD'});
  expect(head.headers.get('content-length')).toBe(String(size));
  const bytes = await bytesAt(`${server.url}${path}`);
  expect([`sha256:${sha256(bytes)}`, bytes.length]).toEqual([digest, size]);
};

test.each(['/v2/', '/v2', '/registry.k8s.io/v2/'])('%s says that there is a registry', async path => {
  const response = await fetch(`${server.url}${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  await response.arrayBuffer();
});

const NONE = `sha256:${'0'.repeat(64)}`;

test.each([
  ['/v2/pause/manifests/9.9', 'MANIFEST_UNKNOWN'],
  [`/v2/pause/manifests/${NONE}`, 'MANIFEST_UNKNOWN'],
  [`/v2/pause/blobs/${NONE}`, 'BLOB_UNKNOWN'],
  ['/v2/nginx/manifests/latest', 'NAME_UNKNOWN'],
  ['/v2/pause/manifests/3.10.2?ns=docker.io', 'NAME_UNKNOWN'],
  ['/v2/registry.k8s.io/pause/manifests/3.10.2?ns=docker.io', 'NAME_UNKNOWN'],
  ['/v2/pause/tags/list', 'UNSUPPORTED'],
  ['/v2/_catalog', 'UNSUPPORTED'],
  ['/registry.k8s.io/v2/pause/manifests/9.9', 'MANIFEST_UNKNOWN'],
])('%s is answered with the error %s of a registry', async (path, code) => {
  const response = await fetch(`${server.url}${path}`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toMatchObject({errors: [{code}]});
});
