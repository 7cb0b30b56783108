import {expect, test} from 'vitest';
import type {Artifact, ComponentName, Signature} from '../../../src/core/artifacts/bundle.js';
import {digestOf} from '../../../src/core/model/names.js';
import {signatureLines} from '../../../src/io/signatures/summary.js';

const SIGNER: Signature = {identity: 'me@example.com', issuer: 'https://id.example.com'};

const artifact = (component: ComponentName, name: string, signature?: Signature): Artifact => ({
  name,
  component,
  version: '1.2.3',
  arch: 'amd64',
  kind: 'binary',
  sha256: digestOf('00'.repeat(32)),
  size: 1,
  ...(signature === undefined ? {} : {signature}),
});

test('each component has a line with its signer, or why there is none', () => {
  expect(
    signatureLines([
      artifact('kubernetes', 'kubelet', SIGNER),
      artifact('kubernetes', 'kubectl', SIGNER),
      artifact('etcd', 'etcd'),
      artifact('runc', 'runc'),
      artifact('pause', 'pause'),
    ]),
  ).toEqual([
    'kubernetes 1.2.3: signed by me@example.com (issuer https://id.example.com)',
    'etcd 1.2.3: no signature published',
    'runc 1.2.3: signed with OpenPGP, not verified',
    'pause 1.2.3: signed as an image, in the registry, not verified',
  ]);
});

test('a component is not signed if one of its artifacts is not', () => {
  expect(signatureLines([artifact('kubernetes', 'kubelet', SIGNER), artifact('kubernetes', 'kubectl')])).toEqual([
    'kubernetes 1.2.3: signature not verified',
  ]);
});
