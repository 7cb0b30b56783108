import {expect, test} from 'vitest';
import {type ModuleFile, moduleFile} from '../../../src/lab/bundle/go/module-file.js';

const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean);

test('modules that come from the same repository are required and replaced at their published version', () => {
  const own: ModuleFile = {
    Go: '1.26.0',
    Godebug: [{Key: 'default', Value: 'go1.26'}],
    Require: [{Path: 'k8s.io/api', Version: 'v0.0.0'}],
    Replace: [{Old: {Path: 'k8s.io/api'}, New: {Path: './staging/src/k8s.io/api'}}],
  };
  expect(lines(moduleFile({path: 'k8s.io/kubernetes', version: '1.36.3', siblings: '0.36.3'}, own))).toEqual([
    'module quorate.local/bundle',
    'go 1.26.0',
    'godebug default=go1.26',
    'require k8s.io/kubernetes v1.36.3',
    'require k8s.io/api v0.36.3',
    'replace k8s.io/api => k8s.io/api v0.36.3',
  ]);
});

test('a sibling that the repository requires in a version of its own is built in that one', () => {
  const own: ModuleFile = {
    Require: [
      {Path: 'go.etcd.io/etcd/api/v3', Version: 'v3.5.35'},
      {Path: 'go.etcd.io/etcd/client/v2', Version: 'v2.305.35'},
    ],
    Replace: [
      {Old: {Path: 'go.etcd.io/etcd/api/v3'}, New: {Path: '../api'}},
      {Old: {Path: 'go.etcd.io/etcd/client/v2'}, New: {Path: '../client/v2'}},
    ],
  };
  const source = {path: 'go.etcd.io/etcd/server/v3', version: '3.5.35', siblings: '3.5.35'};
  expect(lines(moduleFile(source, own)).slice(3)).toEqual([
    'require go.etcd.io/etcd/api/v3 v3.5.35',
    'require go.etcd.io/etcd/client/v2 v2.305.35',
    'replace go.etcd.io/etcd/api/v3 => go.etcd.io/etcd/api/v3 v3.5.35',
    'replace go.etcd.io/etcd/client/v2 => go.etcd.io/etcd/client/v2 v2.305.35',
  ]);
});

test('a sibling that nothing requires is left out, for the proxy may lack it', () => {
  const own: ModuleFile = {
    Require: [],
    Replace: [
      {Old: {Path: 'k8s.io/sample-controller'}, New: {Path: './staging/src/k8s.io/sample-controller'}},
      {Old: {Path: 'go.etcd.io/etcd'}, New: {Path: './FORBIDDEN_DEPENDENCY'}},
    ],
  };
  expect(moduleFile({path: 'k8s.io/kubernetes', version: '1.36.3', siblings: '0.36.3'}, own)).not.toContain('replace');
});

test('replacements by other modules and excluded versions stay as they are', () => {
  const own: ModuleFile = {
    Exclude: [{Path: 'example.org/broken', Version: 'v1.0.0'}],
    Replace: [{Old: {Path: 'example.org/a', Version: 'v1.0.0'}, New: {Path: 'example.org/fork', Version: 'v1.0.1'}}],
  };
  expect(lines(moduleFile({path: 'example.org/m', version: '1.0.0'}, own)).slice(2)).toEqual([
    'require example.org/m v1.0.0',
    'exclude example.org/broken v1.0.0',
    'replace example.org/a v1.0.0 => example.org/fork v1.0.1',
  ]);
});

test('a module that is not needed is replaced by an empty one', () => {
  const source = {path: 'example.org/m', version: '1.0.0', unneeded: ['example.org/cloud/sdk']};
  expect(lines(moduleFile(source, {Go: '1.26.0'})).at(-1)).toBe(
    'replace example.org/cloud/sdk => ./unneeded/example.org-cloud-sdk',
  );
});
