import {TrustedRoot} from '@sigstore/protobuf-specs';
import {type TrustMaterial, toTrustMaterial} from '@sigstore/verify';
import {Failure} from '../../core/failure.js';
import {readSmallFile} from '../local/small-file.js';
import {TRUSTED_ROOT} from './trusted-root.js';

/**
 * The CAs, transparency logs and timestamp services that are trusted.
 * @param path a trusted root of Sigstore in JSON; undefined for the one of this version of quorate.
 * @throws Failure artifacts/bad-trusted-root
 */
export const readTrust = async (path: string | undefined): Promise<TrustMaterial> => {
  if (path === undefined) return toTrustMaterial(TrustedRoot.fromJSON(TRUSTED_ROOT));
  const read = await readSmallFile(path);
  if ('why' in read) throw unusable(path, read.why);
  try {
    const trust = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(read.content.toString())));
    if (trust.certificateAuthorities.length > 0 && trust.tlogs.length > 0 && trust.ctlogs.length > 0) return trust;
  } catch (cause) {
    throw unusable(path, 'is not a trusted root of Sigstore', cause);
  }
  throw unusable(path, 'names no CA, no transparency log or no certificate log');
};

const unusable = (path: string, why: string, cause?: unknown): Failure =>
  new Failure('artifacts/bad-trusted-root', `Reading the trusted root of Sigstore: ${path} ${why}`, {
    suggestions: [
      'get it with cosign: cosign trusted-root create --with-default-services --out FILE',
      'or leave out --trusted-root',
    ],
    cause,
  });
