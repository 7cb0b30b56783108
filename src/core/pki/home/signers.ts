import type {Finding} from '../../model/finding.js';
import type {SharedSources} from '../secret-sources.js';
import type {CaName, SharedName} from '../types.js';

/** Of what is to be signed or copied: the CAs whose encrypted key is needed for that. A CA of this run is not encrypted yet. */
export const encryptedSigners = (needed: readonly SharedName[], sources: SharedSources): readonly CaName[] =>
  [...new Set(needed)].filter((name): name is CaName => {
    const is = sources.get(name)?.is;
    return is === 'home' || is === 'next-from-home';
  });

export const identityMissing = (names: readonly CaName[], directory: string): Finding => ({
  code: 'pki/identity-missing',
  level: 'error',
  message: `this run needs the private keys of ${names.join(', ')}: they are encrypted in ${directory}, and no identity was given`,
  fix: 'run the same command with --pki-identity-file FILE, or with QUORATE_PKI_IDENTITY_FILE in the environment',
});
