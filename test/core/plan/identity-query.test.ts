import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {IDENTIFYING_TEXTS} from '../../../src/core/identity/certificates.js';
import {factQuery, IDENTITY_QUERY} from '../../../src/core/plan/fact-query.js';
import {clusterConfig} from '../../support/builders/config.js';
import {release} from '../../support/builders/release.js';
import {TEMPLATES} from '../../support/rendering.js';

test.each(['stacked', 'external'] as const)('what identifies a machine is read on every host, %s', topology => {
  const desired = desire(clusterConfig(topology));
  for (const {name} of desired.hosts) {
    const {publicTexts} = factQuery(desired, release(), TEMPLATES, name);
    expect(publicTexts, name).toEqual(expect.arrayContaining([...IDENTIFYING_TEXTS]));
    expect(new Set(publicTexts).size).toBe(publicTexts.length);
  }
});

test('and where nothing else is asked', () => {
  expect(IDENTITY_QUERY.publicTexts).toEqual(expect.arrayContaining([...IDENTIFYING_TEXTS]));
});
