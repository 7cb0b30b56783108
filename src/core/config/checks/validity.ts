import type {Check} from './check.js';

export const validity: Check = function* (draft, where) {
  const {certValidityDays, caValidityDays} = draft.spec?.pki ?? {};
  if (certValidityDays === undefined || caValidityDays === undefined || certValidityDays <= caValidityDays) return;
  yield {
    code: 'config/validity',
    path: ['spec', 'pki', 'certValidityDays'],
    message: `certificates cannot be valid for ${certValidityDays} days: their CA is valid for ${caValidityDays}${where(['spec', 'pki', 'caValidityDays'])}`,
    suggestion: `use at most ${caValidityDays}`,
  };
};
