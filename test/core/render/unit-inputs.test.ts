import fc from 'fast-check';
import {expect, test} from 'vitest';
import {unitInputs, unitReloads} from '../../../src/core/render/unit-inputs.js';

const path = fc.stringMatching(/^\/[a-z/.]{1,20}$/);
const other = fc.constantFrom(
  '',
  '[Service]',
  'ExecStart=/bin/x Environment=QUORATE_INPUTS=/no',
  '#Environment=',
  'Restart=always',
);

test('the inputs and the reloads of a unit are the paths of its lines, wherever they are in the text', () => {
  fc.assert(
    fc.property(
      fc.array(other),
      fc.array(path, {minLength: 1}),
      fc.array(other),
      fc.boolean(),
      (before, paths, after, ends) => {
        const text = (variable: string) =>
          [...before, `Environment=QUORATE_${variable}=${paths.join(':')}`, ...after].join('\n') + (ends ? '\n' : '');
        expect(unitInputs(text('INPUTS'))).toEqual(paths);
        expect(unitReloads(text('INPUTS'))).toEqual([]);
        expect(unitReloads(text('RELOADS'))).toEqual(paths);
        expect(unitInputs(text('RELOADS'))).toEqual([]);
      },
    ),
  );
});
