import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {stringify} from 'yaml';
import {desire} from '../../../src/core/desire.js';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import {clusterObjects} from '../../../src/core/render/kube/objects.js';
import {balanced, clusterConfig, sharedEndpoint} from '../../support/builders/config.js';
import {containerFacts, machineFacts} from '../../support/builders/facts.js';
import {release} from '../../support/builders/release.js';
import {rendered} from '../../support/rendering.js';

const GOLDEN = fileURLToPath(new URL('../../golden', import.meta.url));
const UPDATE = process.env.UPDATE_GOLDEN === '1';

interface GoldenCase {
  readonly config: ClusterConfig;
  readonly facts: () => HostFacts;
  readonly hosts: readonly string[];
}

const version = (kubernetesVersion: string) => ({kubernetesVersion});

const CASES: Readonly<Record<string, GoldenCase>> = {
  'stacked-1.36.3-container': {
    config: clusterConfig('stacked', version('1.36.3')),
    facts: containerFacts,
    hosts: ['cp1', 'w1'],
  },
  'stacked-1.37.2-machine': {config: clusterConfig('stacked', version('1.37.2')), facts: machineFacts, hosts: ['cp1']},
  'external-1.36.3-machine': {
    config: clusterConfig('external', version('1.36.3')),
    facts: machineFacts,
    hosts: ['cp1', 'w1'],
  },
  'external-1.37.2-container': {
    config: clusterConfig('external', version('1.37.2')),
    facts: containerFacts,
    hosts: ['etcd1', 'w1'],
  },
  'balanced-1.36.3-machine': {
    config: balanced(version('1.36.3')),
    facts: () => machineFacts({interfaces: {'10.0.0.5': 'ens3'}}),
    hosts: ['lb1'],
  },
  'shared-1.36.3-machine': {
    config: sharedEndpoint(version('1.36.3')),
    facts: () => machineFacts({interfaces: {'10.0.0.11': 'ens3'}}),
    hosts: ['cp1'],
  },
};

describe.each(Object.entries(CASES))('the files of %s', (name, {config, ...given}) => {
  test.each(given.hosts)('are on %s what they were when they were last agreed to', host => {
    const {files, ...rest} = rendered(host, {config, facts: {...given.facts(), hostname: host}});
    compare(join(GOLDEN, name, host), {
      ...Object.fromEntries(files.map(file => [file.path.slice(1), file.text])),
      'rendering.yaml': stringify({...rest, files: files.map(({path, mode}) => ({path, mode}))}, {lineWidth: 0}),
    });
  });

  test('and its objects equal the golden files', () => {
    const objects = clusterObjects(desire(config), release(config.kubernetesVersion));
    compare(join(GOLDEN, name, 'objects'), {
      'objects.yaml': objects.map(object => stringify(object, {aliasDuplicateObjects: false})).join('---\n'),
    });
  });
});

function compare(folder: string, texts: Readonly<Record<string, string>>): void {
  if (UPDATE) {
    rmSync(folder, {recursive: true, force: true});
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, path)), {recursive: true});
      writeFileSync(join(folder, path), text);
    }
  }
  expect(existsSync(folder), `${folder} is missing: run the test with UPDATE_GOLDEN=1 and look at the difference`).toBe(
    true,
  );
  const golden = readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1));
  expect(golden.sort()).toEqual(Object.keys(texts).sort());
  for (const path of golden) expect(texts[path], path).toBe(readFileSync(join(folder, path), 'utf8'));
}
