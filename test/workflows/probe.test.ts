import {expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import type {Evidence} from '../../src/core/diagnosis/evidence.js';
import {type Fact, known, unknown} from '../../src/core/model/fact.js';
import type {KubeState} from '../../src/core/model/observed.js';
import {withProbe} from '../../src/workflows/probe.js';
import {clusterConfig} from '../support/builders/config.js';

const config = clusterConfig();
const connections = {
  to: () => {
    throw new Error('no host was expected to be asked');
  },
  forget: () => undefined,
  forgetBroken: () => undefined,
  close: async () => undefined,
};

const seen = (ready: boolean, kube: Fact<KubeState>): Evidence => ({
  observed: {
    hosts: new Map(),
    etcd: unknown('not asked'),
    apiReady: new Map(desire(config).controlPlanes.map(({host}) => [host, known(ready)])),
    kube,
  },
  members: new Map(),
  hosts: new Map(),
  links: [],
  kube: unknown('not asked'),
});

test.each([
  ['no API server is ready', seen(false, known({nodes: [], objects: new Map()}))],
  ['the nodes are unknown', seen(true, unknown('no answer'))],
])('a probe starts nothing and takes no lock while %s', async (_, evidence) => {
  const {signal} = new AbortController();
  expect(await withProbe(evidence, config, {signal}, connections)).toBe(evidence);
});
