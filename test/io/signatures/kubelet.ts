import type {Signature} from '../../../src/core/artifacts/bundle.js';
import {digestOf} from '../../../src/core/model/names.js';
import type {PublishedFile} from '../../../src/io/signatures/verify.js';
import {sha256, type TestSigstore} from '../../support/sigstore.js';

const CONTENT = 'the kubelet';

export const KUBELET: PublishedFile = {
  component: 'kubernetes',
  version: '1.36.3',
  path: 'dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet',
  sha256: digestOf(sha256(CONTENT)),
};

export const RELEASE: Signature = {
  identity: 'krel-staging@k8s-releng-prod.iam.gserviceaccount.com',
  issuer: 'https://accounts.google.com',
};

/** By path: what is beside the kubelet, and the entry in the log. */
export type Files = Map<string, Buffer>;

export const signed = (by: TestSigstore, signer = RELEASE, content = CONTENT): Promise<Files> =>
  by.signFile(KUBELET.path, content, signer);

export const sigOf = (): string => `${KUBELET.path}.sig`;
export const certOf = (): string => `${KUBELET.path}.cert`;
export const entryOf = (files: Files): string => [...files.keys()].find(path => path.startsWith('rekor.'))!;
