import {describe, expect, test} from 'vitest';
import {artifactSource} from '../../../../src/core/checks/preflight/artifact-source.js';
import {PREFLIGHT_COMMANDS} from '../../../../src/core/checks/preflight/commands.js';
import {canBeIgnored, ignorePreflight} from '../../../../src/core/checks/preflight/ignore.js';
import {hostName} from '../../../../src/core/model/names.js';
import {release as builtRelease, withSources} from '../../../support/builders/release.js';
import {codes, saidOf} from './plan-input.js';

const from = withSources(builtRelease());
const downloads = {base: 'https://files.example.com/'};
const without = (...commands: readonly string[]) => ({
  commands: PREFLIGHT_COMMANDS.filter(command => !commands.includes(command)),
});

describe('tar', () => {
  test('is required where archives are downloaded, and the package is named', () => {
    expect(saidOf('worker-1', without('tar'), {changes: {downloads}, from})).toMatchObject([
      {code: 'FileExisting-tar', level: 'error', fix: expect.stringMatching(/worker-1: .*\btar\b/)},
    ]);
  });

  test.each([
    {what: 'where nothing is downloaded', facts: without('tar'), changes: {downloads: undefined}},
    {what: 'on a host that gets its files by upload', facts: without('tar', 'curl', 'wget'), changes: {downloads}},
  ])('is not required $what', ({facts, changes}) => {
    expect(saidOf('worker-1', facts, {changes, from})).toEqual([]);
  });

  test('is not required on a host that has all of its files', () => {
    const files = new Map(
      [...from.arches.get('amd64')!.artifacts.values()].map(each => [
        `/opt/quorate/${each.component}/${each.version}/${each.kind === 'image' ? `${each.name}.tar` : `bin/${each.name}`}`,
        {digest: each.sha256, mode: '755', owner: 'root:root'},
      ]),
    );
    expect(saidOf('worker-1', {...without('tar'), files}, {changes: {downloads}, from})).toEqual([]);
  });
});

test('a host with neither curl nor wget has no finding: its files are uploaded', () => {
  expect(saidOf('worker-1', without('curl', 'wget'), {changes: {downloads}, from})).toEqual([]);
});

describe('a source that hosts cannot use', () => {
  const problem = {url: 'https://files.example.com/dl.k8s.io/kubelet', reason: 'dns', detail: 'curl: (6)'} as const;
  const sourceProblems = new Map([[hostName('w1'), [problem]]]);

  test('is an error with host, URL and reason, and can be ignored', () => {
    const found = artifactSource({sourceProblems});
    expect(found).toMatchObject([
      {
        code: 'ArtifactSource',
        level: 'error',
        message: expect.stringMatching(/^w1: .*https:\/\/files\.example\.com\/dl\.k8s\.io\/kubelet.*curl: \(6\)/),
        fix: expect.stringContaining('getent hosts files.example.com'),
      },
    ]);
    expect(found.every(canBeIgnored)).toBe(true);
    expect(codes(ignorePreflight(found, ['artifactsource']))).toEqual(['warning ArtifactSource']);
  });

  test('is no finding where no host was asked', () => {
    expect(artifactSource({})).toEqual([]);
  });
});
