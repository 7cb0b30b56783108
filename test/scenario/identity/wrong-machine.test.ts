import {describe, expect, test} from 'vitest';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import {join} from '../../../src/workflows/join.js';
import {
  another,
  built,
  configOf,
  edited,
  type Found,
  members,
  reachedAs,
  refusal,
  refusalOfAll,
  removing,
  under,
  voters,
} from './clusters.js';

const [cp2, cp3, w1, w2, w3] = ['cp2', 'cp3', 'w1', 'w2', 'w3'].map(hostName) as [
  HostName,
  HostName,
  HostName,
  HostName,
  HostName,
];
const THREE = configOf(/^(cp\d|w1)$/);
const PAIR = configOf(/^(cp1|w1)$/);
const WORKERS = {...PAIR, hosts: [...PAIR.hosts, another(PAIR, 'w1', 'w2', '10.0.0.22')]};

const rewrite = ({cluster}: Found, host: HostName, path: string, change: (text: string) => string) => {
  const disk = cluster.world.disk(host);
  disk.put(path, Buffer.from(change(disk.text(path)!)), '644');
};

describe('two workers whose addresses are swapped in the configuration', () => {
  const swapped = edited(edited(WORKERS, 'w1', {address: '10.0.0.22'}), 'w2', {address: '10.0.0.21'});
  const find = async (config = swapped) => {
    const {cluster} = await built(WORKERS);
    return under(config, cluster, [reachedAs('w1', cluster.world.disk(w2)), reachedAs('w2', cluster.world.disk(w1))]);
  };

  test('are both reported', async () => {
    expect(await refusalOfAll(await find())).toEqual({
      code: 'refused/findings',
      errors: [
        'identity/other-host: w1: the machine that answers is w2',
        'identity/other-host: w2: the machine that answers is w1',
      ],
      suggestions: [expect.stringContaining('set the name back to w2'), expect.stringContaining('back to w1')],
    });
  });

  test('do not get the same identity while a third worker joins and one of them is unreachable', async () => {
    const found = await find({...swapped, hosts: [...swapped.hosts, another(PAIR, 'w1', 'w3', '10.0.0.23')]});
    found.cluster.world.unreachable.add(w1);
    const {errors} = await refusal(join([w3]), found);
    expect(errors).toEqual(['identity/other-host: w2: the machine that answers is w1']);
  });
});

describe('a host whose address leads to another machine', () => {
  /** The machine of cp2 answers for cp3. */
  const find = async () => {
    const found = await built(THREE);
    const {disks} = found.cluster.world;
    disks.set(cp3, disks.get(cp2)!);
    return found;
  };

  test('is not removed on the machine that answers', async () => {
    const found = await find();
    for (const given of [{}, {accept: true}, {lost: true}])
      expect(await refusal(removing(['cp3'], given), found)).toMatchObject({
        code: 'refused/findings',
        errors: ['identity/other-host: cp3: the machine that answers is cp2'],
        suggestions: [expect.stringContaining('correct the address of cp3')],
      });
  });

  test('is not repaired on the machine that answers', async () => {
    const {errors} = await refusalOfAll(await find());
    expect(errors).toEqual(['identity/other-host: cp3: the machine that answers is cp2']);
  });
});

test('a machine that is replaced by another between plan and reset is not reset', async () => {
  const found = await built(WORKERS);
  const {scenario, cluster} = found;
  const run = scenario.run(removing(['w2']), cluster, {
    report: ({type}) => {
      if (type === 'planned')
        for (const path of [IDENTITY, IDENTITY_COPY]) rewrite(found, w2, path, of => of.replace('host=w2', 'host=w1'));
    },
  });
  await expect(run).rejects.toMatchObject({code: 'identity/other', message: expect.stringContaining('w1 of golden')});
  expect(cluster.operations).not.toContain('w2: reset');
  expect(cluster.world.disk(w2).runs('kubelet.service')).toBe(true);
});

describe('a host with another machine id', () => {
  test('is refused until the user deletes its identity record', async () => {
    const found = await built(WORKERS);
    const {scenario, cluster} = found;
    const disk = cluster.world.disk(w1);
    const before = disk.machineId;
    disk.machineId = 'f'.repeat(32);
    expect(await refusalOfAll(found)).toEqual({
      code: 'refused/findings',
      errors: [`identity/other-machine: w1: its machine id is ${'f'.repeat(32)}, and ${before} when it joined`],
      suggestions: [expect.stringContaining(`rm ${IDENTITY_COPY} ${IDENTITY}`)],
    });
    for (const path of [IDENTITY, IDENTITY_COPY]) disk.files.delete(path);
    await scenario.run(apply, cluster);
    expect(disk.text(IDENTITY)).toContain(`machineId=${'f'.repeat(32)}`);
    expect(cluster.operations.filter(title => title.includes('run '))).toEqual([]);
  });

  test('is not removed, because the machine that joined may still be running', async () => {
    const found = await built(WORKERS);
    found.cluster.world.disk(w1).machineId = 'f'.repeat(32);
    const {errors} = await refusal(removing(['w1']), found);
    expect(errors).toEqual([expect.stringMatching(/^identity\/other-machine: w1: /)]);
  });
});

describe('the identity record and its copy', () => {
  test.each([
    [
      'names another host',
      (text: string) => text.replace('host=w1', 'host=w2'),
      `${IDENTITY} (w1 at 10.0.0.21 of golden`,
    ],
    ['names another cluster', (text: string) => text.replace(/^cluster=.*$/m, `cluster=${'9'.repeat(32)}`), 'differ'],
    ['names another machine', (text: string) => text.replace(/^machineId=.*$/m, 'machineId=x'), 'differ'],
    ['is empty', () => '', `${IDENTITY_COPY} is incomplete or damaged`],
    ['is truncated', (text: string) => text.slice(0, 60), `${IDENTITY_COPY} is incomplete or damaged`],
  ])('are refused when one %s', async (_, change, why) => {
    const found = await built(WORKERS);
    rewrite(found, w1, IDENTITY_COPY, change);
    expect(await refusalOfAll(found)).toEqual({
      code: 'refused/findings',
      errors: [expect.stringMatching(/^identity\/unreadable: w1: its identity cannot be read: /)],
      suggestions: [expect.stringContaining('restore the disk that belongs there')],
    });
    expect((await refusal(apply, found)).errors[0]).toContain(why);
  });

  test.each([[IDENTITY], [IDENTITY_COPY]])('are both restored by apply after %s was lost', async path => {
    const {scenario, cluster} = await built(THREE);
    const before = cluster.world.picture();
    for (const host of [cp2, w1]) cluster.world.disk(host).files.delete(path);
    await scenario.run(apply, cluster);
    expect(cluster.world.picture()).toBe(before);
    expect(cluster.operations.toSorted()).toEqual(['cp2: put 2 files', 'w1: put 2 files']);
    expect(members(cluster)).toEqual(voters('cp1', 'cp2', 'cp3'));
  });
});
