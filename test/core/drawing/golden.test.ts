import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {diagnosisIn} from '../../../src/run/report/diagnosis-form.js';
import {CASES} from './cases.js';

const ENDINGS = {text: 'txt', mermaid: 'mmd', svg: 'svg', html: 'html'} as const;
const TERMINAL = {columns: 100, colour: false};

describe.each(Object.entries(CASES))('the drawing of %s', (name, diagnosis) => {
  test.each(['text', 'mermaid', 'svg', 'html'] as const)('as %s equals its golden file', form => {
    const file = fileURLToPath(new URL(`../../golden/picture/${name}.${ENDINGS[form]}`, import.meta.url));
    const drawn = `${diagnosisIn(form, diagnosis, TERMINAL)}\n`;
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(dirname(file), {recursive: true});
      writeFileSync(file, drawn);
    }
    expect(existsSync(file), `${file} is missing: run the test with UPDATE_GOLDEN=1 and check the difference`).toBe(
      true,
    );
    expect(drawn).toBe(readFileSync(file, 'utf8'));
  });
});
