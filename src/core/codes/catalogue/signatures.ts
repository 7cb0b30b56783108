import {entries} from '../entry.js';

/** Signatures of upstream, verified by `bundle fetch --verify-signatures`. */
export const SIGNATURES = entries({
  'artifacts/bad-signature': {
    level: 'error',
    title: 'A signature of upstream is not valid',
    explanation:
      '`--verify-signatures` verifies who signed the published digests. The signature of the file in the message is damaged, is over another file, is not proven by the transparency log and the CAs of Sigstore, or was made by another identity than that of the release process. The lock file was not written. The usual cause is a mirror that has files of another release. It can also be an attack: do not install the file.',
    remedy:
      'Compare with upstream: `quorate bundle fetch --from upstream --verify-signatures`. If that succeeds, the mirror is wrong: copy the file and what is beside it again. If it fails as well, report it to the project that releases the file.',
  },
  'artifacts/signature-unavailable': {
    level: 'error',
    title: 'A signature of upstream cannot be read',
    explanation:
      'What `--verify-signatures` needs is not there: `FILE.sig` and `FILE.cert` beside a binary of Kubernetes, its entry in the transparency log (`rekor.sigstore.dev/api/v1/log/entries/…`), or the provenance of a release of containerd. Many mirrors have the files alone. If the entry is missing upstream as well, the signature was never published in the log, and is not valid. The lock file was not written.',
    remedy:
      'Make the lock file where upstream can be reached, and commit it: `quorate bundle fetch --from upstream --verify-signatures`. Digests that are in the lock file are not asked for again, so that `quorate bundle fetch --from URL` works afterwards. Or add to the mirror what the message names.',
  },
  'artifacts/bad-trusted-root': {
    level: 'error',
    title: 'The trusted root of Sigstore cannot be used',
    explanation:
      'The file of `--trusted-root` cannot be read, or does not name a CA, a transparency log and a certificate log in the JSON of Sigstore. Without the flag, quorate uses the trusted root that it contains. Another one is needed when Sigstore has new keys and this version of quorate does not.',
    remedy:
      'Leave out `--trusted-root`, or write the file with cosign: `cosign trusted-root create --with-default-services --out FILE`.',
  },
});
