import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {Entry} from '../../../src/core/codes/entry.js';
import {CATALOGUE, type Code} from '../../../src/core/codes/findings.js';
import {explain, findingsPage, isCode} from '../../../src/core/codes/page.js';
import {SUPPRESSION_RULES} from '../../../src/core/diagnosis/suppression/table.js';
import {clusterConfig} from '../../support/rendering.js';
import {certificateFaults} from './support/certificate-faults.js';
import {EDIT_FAULTS} from './support/edit-faults.js';
import {DRIFT_FAULTS, ETCD_FAULTS, HOST_FAULTS} from './support/faults.js';
import {built} from './support/healthy.js';
import {IDENTITY_FAULTS} from './support/identity-faults.js';
import {LOST_FAULTS} from './support/lost-faults.js';
import {UNMANAGED_ETCD_FAULTS} from './support/store-faults.js';

const codes = (Object.keys(CATALOGUE) as Code[]).toSorted();

test('every entry is raised by a fault of the tests', async () => {
  const ofCertificates = certificateFaults(await built(clusterConfig())).map(([, found]) => found);
  const all = [
    ...ETCD_FAULTS,
    ...HOST_FAULTS,
    ...DRIFT_FAULTS,
    ...UNMANAGED_ETCD_FAULTS,
    ...IDENTITY_FAULTS,
    ...EDIT_FAULTS,
    ...LOST_FAULTS,
  ];
  const faults = all.flatMap(({found}) => found);
  const raised = new Set([...faults, ...ofCertificates].map(found => found.split(' ')[0]));
  expect(codes.filter(code => !raised.has(code))).toEqual([]);
});

test('an entry says what it means, and what mends it', () => {
  const entries = codes.map(code => ({code, ...(CATALOGUE[code] as Entry)}));
  expect(
    entries.filter(({explanation, remedy}) => explanation.length < 40 || remedy.length < 10).map(({code}) => code),
  ).toEqual([]);
  expect(codes.filter(code => !/^[a-z]+\/[a-z-]+$/.test(code))).toEqual([]);
});

test('what hides another is hidden by none of those it hides, at any distance', () => {
  const below = (code: Code): readonly Code[] =>
    SUPPRESSION_RULES.filter(({of}) => of.includes(code)).flatMap(({suppresses}) => suppresses);
  const reached = (code: Code): ReadonlySet<Code> => {
    const found = new Set<Code>();
    for (const open = [...below(code)]; open.length > 0; ) {
      const next = open.pop()!;
      if (!found.has(next)) open.push(...below(next));
      found.add(next);
    }
    return found;
  };
  expect(codes.filter(code => reached(code).has(code))).toEqual([]);
});

test('the page lists what the catalogue says', () => {
  const page = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8');
  expect(page, 'make it again: write findingsPage() to docs/findings.md').toBe(findingsPage());
});

test('explains a code in a paragraph, and knows what is none', () => {
  expect(isCode('etcd/quorum-lost')).toBe(true);
  expect(isCode('etcd/nothing')).toBe(false);
  expect(explain('etcd/quorum-lost')).toMatch(/^etcd\/quorum-lost \(error\)\n/);
});
