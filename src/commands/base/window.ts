import {Flags} from '@oclif/core';
import type {Moves} from '../../core/plan/situation.js';

/** "3" or "10%". */
export const windowFlag = Flags.custom<Moves['window']>({
  description: 'How many workers change at a time, as a number or a share of them',
  helpValue: 'N|N%',
  default: 1,
  parse: async text => {
    const [, digits, sign] = /^(\d{1,4})(%?)$/.exec(text) ?? [];
    const count = Number(digits);
    if (digits === undefined || count < 1 || (sign === '%' && count > 100))
      throw new Error(`--window wants a number of workers from 1, or a share such as 10%, and not "${text}"`);
    return sign === '%' ? {percent: count} : count;
  },
});
