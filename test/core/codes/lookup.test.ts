import {describe, expect, test} from 'vitest';
import {explanationText, listText} from '../../../src/core/codes/explain.js';
import {ALL, lookUp} from '../../../src/core/codes/lookup.js';
import {RENAMED} from '../../../src/core/codes/renamed.js';

describe('looking up', () => {
  test.each(ALL.map(({code}) => code))('%s finds it, in any letter case', code => {
    expect(lookUp(code)?.code).toBe(code);
    expect(lookUp(code.toUpperCase())?.code).toBe(code);
  });

  test.each([
    ['Port-6443', 'Port-6443'],
    ['port-6443', 'Port-6443'],
    ['FileAvailable--etc-kubernetes-manifests', 'FileAvailable--etc-kubernetes-manifests'],
    ['direxisting-x', undefined],
    ['DIRAVAILABLE--var-lib-etcd', 'DirAvailable--var-lib-etcd'],
    ['fileexisting-nft', 'FileExisting-nft'],
    ['Service-containerd', 'Service-containerd'],
    ['Swap-', undefined],
  ])('a preflight check with what follows its name: %s finds %s', (asked, code) => {
    expect(lookUp(asked)?.code).toBe(code);
  });

  test.each(Object.entries(RENAMED))('the earlier name %s finds %s', (old, code) => {
    expect(lookUp(old)).toMatchObject({code, renamedFrom: old});
  });

  test('an earlier name is never the name of another code', () => {
    const codes: readonly string[] = ALL.map(({code}) => code);
    expect(Object.keys(RENAMED).filter(old => codes.includes(old))).toEqual([]);
  });

  test.each(['', 'etcd', 'etcd/', 'etcd/nothing', '/', 'toString', '__proto__', 'Port6443'])(
    '"%s" finds nothing',
    text => {
      expect(lookUp(text)).toBeUndefined();
    },
  );
});

test.each([
  ['etcd/quorum-lost', 'finding', 5],
  ['etcd/member-down', 'finding', 1],
  ['hosts/unreachable', 'finding', 1],
  ['hosts/not-joined', 'finding', undefined],
  ['hosts/auth-refused', 'failure', 6],
  ['hosts/binary-broken', 'failure', 6],
  ['timeout/condition', 'failure', 7],
  ['interrupted/by-user', 'failure', 130],
  ['usage/invalid', 'failure', 2],
  ['config/yaml', 'config', 3],
  ['Swap', 'preflight', 4],
  ['Port-6443', 'preflight', 4],
  ['quorum/at-risk', 'refusal', 5],
  ['upgrade/drain-blocked', 'refusal', 1],
  ['upgrade/drain-waits', 'refusal', undefined],
])('%s is a %s with exit code %s', (code, kind, exit) => {
  const found = lookUp(code);
  expect([found?.kind, found?.exitCode]).toEqual([kind, exit]);
});

test('an explanation has the kind, level and exit code, and the earlier name that was asked for', () => {
  const text = explanationText(lookUp('hosts/half-read')!);
  expect(text).toMatch(/^hosts\/half-read was renamed to hosts\/facts-incomplete\.\n/);
  expect(text).toContain('\nLevel:     warning\n');
  expect(explanationText(lookUp('hosts/unreachable')!)).toContain('1 of topology check, 6 of other commands');
});

test('values that only the case knows are shown as words in capitals', () => {
  expect(ALL.filter(({remedy}) => /\{\w+\}/.test(remedy))).toEqual([]);
  expect(lookUp('join/unknown-host')?.remedy).toContain('quorate join HOST');
});

test('the list has every code with its title', () => {
  const lines = listText().split('\n');
  const missing = ALL.filter(
    ({code, title}) => !lines.some(line => line.startsWith(`  ${code} `) && line.endsWith(`  ${title}`)),
  );
  expect(missing).toEqual([]);
});
