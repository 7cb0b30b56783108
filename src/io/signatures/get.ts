import {Failure} from '../../core/failure.js';
import {badSignature, unavailable} from './failures.js';

/**
 * The content of a file of upstream, or of a mirror of it.
 * @param path the host of upstream, then the path there: "dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet.sig".
 * @throws Failure download/not-found, download/wrong-size if it is longer than `maxBytes`, and others of downloads.
 */
export type Get = (path: string, maxBytes: number) => Promise<Uint8Array>;

/**
 * What is needed to verify the signature of a file.
 * @param signed the path of that file.
 * @throws Failure artifacts/signature-unavailable if there is none, artifacts/bad-signature, and what `get` throws.
 */
export const getFor = async (signed: string, path: string, maxBytes: number, get: Get): Promise<Buffer> => {
  const bytes = await get(path, maxBytes).catch((cause: unknown) => {
    throw cause instanceof Failure && cause.code === 'download/not-found' ? unavailable(signed, cause) : cause;
  });
  if (bytes.byteLength > maxBytes) throw badSignature(signed, `${path} has more than ${maxBytes} bytes`);
  return Buffer.from(bytes);
};
