import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {Failure} from '../../../src/core/failure.js';
import {observeHosts} from '../../../src/io/observe/hosts.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';
import {machineFacts} from '../../support/builders/facts.js';
import {release} from '../../support/builders/release.js';
import {TEMPLATES} from '../../support/rendering.js';

test('each host is reported once, when its facts are there or cannot be read', async () => {
  const desired = desire(clusterConfig());
  const asked: string[][] = [];
  const ended: string[] = [];
  const answers = new Map<string, (error?: Error) => void>();
  const observing = observeHosts(
    {
      release: release(),
      templates: TEMPLATES,
      connections: {
        to: () => answeringWith(() => ({})),
        forget: () => undefined,
        forgetBroken: () => undefined,
        close: async () => undefined,
      },
      host: name => ({
        facts: () =>
          new Promise((resolve, reject) => {
            answers.set(name, error => (error === undefined ? resolve(machineFacts()) : reject(error)));
          }),
      }),
      comparesObjects: false,
      unmanagedEtcd: undefined,
      onGather: hosts => {
        asked.push([...hosts]);
        return host => ended.push(host);
      },
    },
    desired,
    'plan',
  );
  expect(asked).toEqual([['cp1', 'cp2', 'cp3', 'w1']]);
  answers.get('cp2')!();
  await expect.poll(() => ended).toEqual(['cp2']);
  answers.get('w1')!(new Failure('hosts/unreachable', 'w1: no route'));
  await expect.poll(() => ended).toEqual(['cp2', 'w1']);
  answers.get('cp1')!();
  answers.get('cp3')!();
  await observing;
  expect(ended.toSorted()).toEqual(['cp1', 'cp2', 'cp3', 'w1']);
});
