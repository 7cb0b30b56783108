import {expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

const scenario = new Scenario(configWith('stacked', /^(cp|w1)/));

test('apply sets modes and owners without a restart, and the next one has nothing to do', async () => {
  const made = scenario.fresh();
  await scenario.run(apply, made);
  const broken = scenario.over(made);
  const disk = broken.world.disk(hostName('cp1'));
  for (const [path, file] of disk.files)
    if (!path.endsWith('.key') && !path.endsWith('.conf'))
      disk.files.set(path, {...file, mode: '666', owner: 'nobody:users'});
  await scenario.run(apply, broken);
  const changes = broken.operations.filter(operation => !operation.includes('lock'));
  expect(changes.filter(operation => /\brun\b|put|issue/.test(operation))).toEqual([]);
  expect(changes.filter(operation => operation.includes('set the modes')).length).toBeGreaterThan(0);
  expect([...disk.files.values()].filter(({owner = 'root:root'}) => owner !== 'root:root')).toEqual([]);
  const again = scenario.over(broken);
  await scenario.run(apply, again);
  expect(again.operations).toEqual([]);
});

test('a leaf key that others could read is replaced, and the run says so', async () => {
  const path = '/etc/kubernetes/pki/apiserver.key';
  const made = scenario.fresh();
  await scenario.run(apply, made);
  const before = scenario.over(made);
  const exposed = before.world.disk(hostName('cp1'));
  const old = exposed.files.get(path)!;
  exposed.files.set(path, {...old, mode: '644'});
  const codes: string[] = [];
  await scenario.run(apply, before, {
    report: event => {
      if (event.type === 'finding') codes.push(event.finding.code);
    },
  });
  const now = before.world.disk(hostName('cp1')).files.get(path)!;
  expect([now.mode, now.digest === old.digest]).toEqual(['600', false]);
  expect(codes).toContain('pki/key-exposed');
});
