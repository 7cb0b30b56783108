import type {Check} from './check.js';

export const validity: Check = function* (draft, where) {
  const {certValidityDays, workerCertValidityDays, caValidityDays} = draft.spec?.pki ?? {};
  if (caValidityDays === undefined) return;
  for (const [field, days] of Object.entries({certValidityDays, workerCertValidityDays})) {
    if (days === undefined || days <= caValidityDays) continue;
    yield {
      code: 'config/validity',
      path: ['spec', 'pki', field],
      message: `certificates cannot be valid for ${days} days: their CA is valid for ${caValidityDays}${where(['spec', 'pki', 'caValidityDays'])}`,
      suggestion: `use at most ${caValidityDays}`,
    };
  }
};
