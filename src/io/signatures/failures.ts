import {Failure} from '../../core/failure.js';

/** @param path of the signed file: "dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet". */
export const badSignature = (path: string, problem: string, cause?: unknown): Failure =>
  new Failure('artifacts/bad-signature', `Verifying the signature of ${path}: ${problem}`, {
    suggestions: [FROM_UPSTREAM],
    cause,
  });

/** @param cause why a signature, a provenance or an entry of the log cannot be read. */
export const unavailable = (path: string, cause: Failure): Failure =>
  new Failure(
    'artifacts/signature-unavailable',
    `Verifying the signature of ${path}: a file that is needed for it is missing. ${cause.message}`,
    {suggestions: [FROM_UPSTREAM], cause},
  );

const FROM_UPSTREAM = 'quorate bundle fetch --from upstream --verify-signatures';

/** A text of a certificate or of a provenance, for a message: one line of ASCII. */
export const shown = (text: unknown): string =>
  typeof text === 'string' && text !== '' ? text.slice(0, 200).replaceAll(/[^\x20-\x7e]/g, '?') : 'unnamed';
