import {TrustedRoot} from '@sigstore/protobuf-specs';
import {toTrustMaterial} from '@sigstore/verify';
import {Failure} from '../../../src/core/failure.js';
import type {Get} from '../../../src/io/signatures/get.js';
import {type PublishedFile, signatureVerifier} from '../../../src/io/signatures/verify.js';
import type {TestSigstore} from '../../support/sigstore.js';

/** A verifier over these files, and the paths that it reads. */
export const verifying = ({trustedRoot}: TestSigstore, files: ReadonlyMap<string, Buffer>, failing?: Get) => {
  const asked: string[] = [];
  // Sends more than it is asked for: that is refused as well.
  const get: Get = async path => {
    asked.push(path);
    const content = files.get(path);
    if (content === undefined) throw new Failure('download/not-found', `${path}: the server answered 404`);
    return content;
  };
  const verify = signatureVerifier(toTrustMaterial(TrustedRoot.fromJSON(trustedRoot)));
  return {asked, verify: (file: PublishedFile) => verify(file, failing ?? get)};
};
