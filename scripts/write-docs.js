// Writes the generated pages in docs, from what the build has.
import {writeFile} from 'node:fs/promises';
import {codesPage, findingsPage} from '../dist/core/codes/page.js';
import {jsonSchema} from '../dist/core/config/json-schema.js';
import {configReference} from '../dist/core/config/reference.js';
import {diagnosisSchema} from '../dist/core/diagnosis/schema.js';

const json = schema => `${JSON.stringify(schema, null, 2)}\n`;

const PAGES = {
  'findings.md': findingsPage(),
  'codes.md': codesPage(),
  'reference/config.md': configReference(),
  'reference/cluster.schema.json': json(jsonSchema()),
  'reference/diagnosis.schema.json': json(diagnosisSchema()),
};

for (const [path, text] of Object.entries(PAGES)) await writeFile(new URL(`../docs/${path}`, import.meta.url), text);
