import type {ConfigIssue} from '../problem.js';
import type {Check} from './check.js';

const PKI = ['spec', 'pki'] as const;
/** The result of `where` for a key that is absent. */
const ABSENT = ' (the default)';

/** CAs of the operator need a directory and recipients. A directory alone is where CAs move back from. */
export const pkiHome: Check = function* (draft, where) {
  const pki = draft.spec?.pki;
  if (pki?.home === 'operator') yield* KEYS.filter(key => where([...PKI, key]) === ABSENT).map(missing);
  else if (pki?.home === 'hosts' && pki.recipients !== undefined && where([...PKI, 'directory']) === ABSENT)
    yield recipientsAlone;
};

const KEYS = ['directory', 'recipients'] as const;

const missing = (key: (typeof KEYS)[number]): ConfigIssue => ({
  code: 'config/pki-home',
  path: [...PKI, 'home'],
  message: `with home: operator "${key}" is missing: the private keys of the CAs are encrypted to recipients, in a directory`,
  suggestion: key === 'directory' ? 'add directory: ./pki' : 'add recipients: [age1…]; this makes a key: age-keygen',
});

const recipientsAlone: ConfigIssue = {
  code: 'config/pki-home',
  path: [...PKI, 'recipients'],
  message: 'recipients are for home: operator: with home: hosts no key is encrypted to them',
  suggestion: 'set home: operator, or delete this key',
};
