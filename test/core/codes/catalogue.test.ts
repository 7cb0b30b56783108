import {readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {ARTIFACT_SOURCE} from '../../../src/core/checks/preflight/artifact-source.js';
import {CLUSTER_CHECKS, HOST_CHECKS} from '../../../src/core/checks/preflight/table.js';
import {UNMANAGED_ETCD_CHECKS} from '../../../src/core/checks/preflight/unmanaged-etcd.js';
import {PREFLIGHT_FAMILIES} from '../../../src/core/codes/catalogue/preflight.js';
import {CATALOGUE, TABLES} from '../../../src/core/codes/catalogue.js';
import type {Entry} from '../../../src/core/codes/entry.js';
import {ALL} from '../../../src/core/codes/lookup.js';
import {Failure} from '../../../src/core/failure.js';
import type {Finding} from '../../../src/core/model/finding.js';
import {levelsRaised, raisedCodes, thrownCodes} from './raised.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = join(root, 'src', 'core', 'codes', 'catalogue');

/** The code of all failed checks together, and the warning about names that are no check. */
const NO_CHECKS = ['preflight/findings', 'IgnorePreflightErrors'];

/** The tables as they are written, one or more a file. */
const written = await Promise.all(
  readdirSync(folder).map(async name => Object.values((await import(join(folder, name))) as Record<string, object>)),
);
const codesWritten = written
  .flat()
  .filter(table => !Array.isArray(table))
  .flatMap(table => Object.keys(table));

describe('the catalogue', () => {
  test('has each code in one table', () => {
    expect(codesWritten.filter((code, at) => codesWritten.indexOf(code) !== at)).toEqual([]);
    const kinds = Object.values(TABLES).flatMap(table => Object.keys(table));
    expect(kinds.toSorted()).toEqual(Object.keys(CATALOGUE).toSorted());
  });

  test('has every table that is written', () => {
    expect(Object.keys(CATALOGUE).toSorted()).toEqual(codesWritten.toSorted());
  });

  test('names codes area/name, and preflight checks as kubeadm does', () => {
    expect(ALL.map(({code}) => code).filter(code => !/^[a-z]+\/[a-z-]+$|^[A-Z][A-Za-z]+$/.test(code))).toEqual([]);
  });

  test('has a title, an explanation and a remedy for each code', () => {
    const short = ({title, explanation, remedy}: Entry) =>
      title.length < 10 || explanation.length < 40 || remedy.length < 10;
    expect(ALL.filter(short).map(({code}) => code)).toEqual([]);
    expect(ALL.filter(({title}) => title.endsWith('.')).map(({code}) => code)).toEqual([]);
  });

  test('has an entry for each preflight check, and each is a check', () => {
    const checks = [
      ...[...CLUSTER_CHECKS, ...HOST_CHECKS].map(({name}) => name),
      ...UNMANAGED_ETCD_CHECKS,
      ARTIFACT_SOURCE,
    ];
    const entries = Object.keys(TABLES.preflight).filter(code => !NO_CHECKS.includes(code));
    expect(checks.map(name => name.replace(/-$/, '')).toSorted()).toEqual(entries.toSorted());
    expect(checks.flatMap(name => (name.endsWith('-') ? name.slice(0, -1) : [])).toSorted()).toEqual(
      [...PREFLIGHT_FAMILIES].toSorted(),
    );
  });

  test('has no failure that is not an error', () => {
    expect(ALL.filter(({kind, level}) => kind === 'failure' && level !== 'error')).toEqual([]);
  });

  test('has no title twice', () => {
    const titles = ALL.map(({title}) => title.toLowerCase());
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });
});

describe('the code of a finding or failure', () => {
  test('does not compile when the catalogue has no such code', () => {
    // @ts-expect-error unknown code
    expect(new Failure('upgrade/nonsense', 'message').code).toBe('upgrade/nonsense');
    // @ts-expect-error unknown area
    expect(new Failure('nonsense/upgrade', 'message').code).toBe('nonsense/upgrade');
    // @ts-expect-error unknown preflight check
    const finding: Finding = {code: 'Nonsense', level: 'error', message: 'message'};
    expect(finding.code).toBe('Nonsense');
    expect(new Failure('hosts/disk-full', 'message').code).toBe('hosts/disk-full');
  });

  test('has an entry wherever it is raised', () => {
    const raised = raisedCodes(root);
    expect(raised.length).toBeGreaterThan(300);
    const isKnown = (code: string) =>
      Object.hasOwn(CATALOGUE, code) || PREFLIGHT_FAMILIES.some(family => code.startsWith(`${family}-`));
    expect(raised.filter(code => !isKnown(code))).toEqual([]);
  });

  test('is raised somewhere when it has an entry', () => {
    const raised = raisedCodes(root);
    const isRaised = (code: string) => raised.some(each => each === code || each.startsWith(`${code}-`));
    expect(ALL.map(({code}) => code).filter(code => !isRaised(code))).toEqual([]);
  });

  test('has the level error when it is thrown', () => {
    const levels = new Map(ALL.map(({code, level}) => [code as string, level]));
    const thrown = thrownCodes(root);
    expect(thrown.length).toBeGreaterThan(100);
    expect(thrown.filter(code => levels.get(code) !== 'error')).toEqual([]);
  });

  test('has the level of its entry where it is raised with one', () => {
    const levels = new Map(ALL.map(({code, level}) => [code as string, level as string]));
    const raised = levelsRaised(root);
    expect(raised.length).toBeGreaterThan(10);
    expect(raised.filter(([code, level]) => levels.get(code) !== level)).toEqual([]);
  });
});
