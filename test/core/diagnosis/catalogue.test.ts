import {expect, test} from 'vitest';
import {FINDINGS, type FindingCode} from '../../../src/core/codes/findings.js';
import {SUPPRESSION_RULES} from '../../../src/core/diagnosis/suppression/table.js';
import {clusterConfig} from '../../support/builders/config.js';
import {FAULTS} from './faults/all.js';
import {caHomeFaults, WITH_OPERATOR} from './faults/ca-home.js';
import {certificateFaults, endingCaFaults, ONE_YEAR} from './faults/certificates.js';
import {built} from './support/healthy.js';

const codes = (Object.keys(FINDINGS) as FindingCode[]).toSorted();

test('every code of a finding is found by a fault', async () => {
  const ofCertificates = [
    ...certificateFaults(await built(clusterConfig())),
    ...endingCaFaults(await built(ONE_YEAR)),
    ...caHomeFaults(await built(WITH_OPERATOR)),
  ].map(([, found]) => found);
  const reported = new Set([...FAULTS.flatMap(({found}) => found), ...ofCertificates].map(each => each.split(' ')[0]));
  expect(codes.filter(code => !reported.has(code))).toEqual([]);
});

test('no code suppresses itself, directly or through others', () => {
  const below = (code: FindingCode): readonly FindingCode[] =>
    SUPPRESSION_RULES.filter(({of}) => of.includes(code)).flatMap(({suppresses}) => suppresses);
  const reached = (code: FindingCode): ReadonlySet<FindingCode> => {
    const found = new Set<FindingCode>();
    for (const open = [...below(code)]; open.length > 0; ) {
      const next = open.pop()!;
      if (!found.has(next)) open.push(...below(next));
      found.add(next);
    }
    return found;
  };
  expect(codes.filter(code => reached(code).has(code))).toEqual([]);
});
