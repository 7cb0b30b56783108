import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {beforeAll, expect, test} from 'vitest';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose, diagnosePlanned} from '../../../src/core/diagnosis/diagnose.js';
import {toJson} from '../../../src/core/diagnosis/json.js';
import {diagnosisFile, diagnosisSchema} from '../../../src/core/diagnosis/schema.js';
import {clusterConfig} from '../../support/builders/config.js';
import {HOST_FAULTS} from './faults/hosts.js';
import {MEMBER_FAULTS} from './faults/members.js';
import {MEMBERSHIP_FAULTS} from './faults/membership.js';
import {all, healthy} from './support/healthy.js';

let input: DiagnosisInput;
beforeAll(async () => {
  input = await healthy(clusterConfig());
});

test('docs/reference/diagnosis.schema.json is the schema of the code', () => {
  const published = readFileSync(new URL('../../../docs/reference/diagnosis.schema.json', import.meta.url), 'utf8');
  expect(published, 'regenerate it from diagnosisSchema()').toBe(`${JSON.stringify(diagnosisSchema(), null, 2)}\n`);
});

test('a diagnosis matches the schema, also one of the configuration alone', () => {
  const changed = all(
    ...HOST_FAULTS.filter(({of}) => of.name === 'golden')
      .slice(0, 2)
      .map(({change}) => change),
  )(input);
  for (const diagnosis of [
    diagnose({...changed, question: {worst: 2, lose: [['cp1']]}}),
    diagnosePlanned(input.desired, {worst: 2}),
  ]) {
    const written: unknown = JSON.parse(JSON.stringify(toJson(diagnosis)));
    expect(written).toMatchObject({apiVersion: 'quorate/v1alpha2', kind: 'Diagnosis', cluster: 'golden'});
    expect(diagnosisFile.parse(written)).toEqual(written);
  }
});

test('evidence in another order gives the same bytes', () => {
  const broken = [...MEMBER_FAULTS, ...MEMBERSHIP_FAULTS].filter(({name}) =>
    ['a slow disk', 'member lists that differ'].includes(name),
  );
  const faulty = all(...broken.map(({change}) => change))(input);
  const bytes = (given: DiagnosisInput) => JSON.stringify(toJson(diagnose({...given, question: {worst: 2}})));
  const usual = bytes(faulty);
  const shuffled = <T>(of: readonly T[]) => fc.shuffledSubarray([...of], {minLength: of.length});
  const {hosts, members, links, observed} = faulty.evidence;
  fc.assert(
    fc.property(
      shuffled([...hosts]),
      shuffled([...members]),
      shuffled(links),
      shuffled([...observed.hosts]),
      (h, m, l, o) => {
        const evidence = {
          ...faulty.evidence,
          hosts: new Map(h),
          members: new Map(m),
          links: l,
          observed: {...observed, hosts: new Map(o)},
        };
        expect(bytes({...faulty, evidence})).toBe(usual);
      },
    ),
    {numRuns: 12},
  );
});
