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
  going,
  members,
  reachedAs,
  refusal,
  refusalOfAll,
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

const rewrite = ({site}: Found, host: HostName, path: string, change: (text: string) => string) => {
  const disk = site.world.disk(host);
  disk.put(path, Buffer.from(change(disk.text(path)!)), '644');
};

describe('two workers whose addresses are swapped in the configuration', () => {
  const swapped = edited(edited(WORKERS, 'w1', {address: '10.0.0.22'}), 'w2', {address: '10.0.0.21'});
  const find = async (config = swapped) => {
    const {site} = await built(WORKERS);
    return under(config, site, [reachedAs('w1', site.world.disk(w2)), reachedAs('w2', site.world.disk(w1))]);
  };

  test('are both named', async () => {
    expect(await refusalOfAll(await find())).toEqual({
      code: 'refused/findings',
      errors: [
        'identity/other-host: w1: the machine that answers is w2',
        'identity/other-host: w2: the machine that answers is w1',
      ],
      suggestions: [expect.stringContaining('set the name back to w2'), expect.stringContaining('back to w1')],
    });
  });

  test('are not given one identity while a third joins and one of them cannot be reached', async () => {
    const found = await find({...swapped, hosts: [...swapped.hosts, another(PAIR, 'w1', 'w3', '10.0.0.23')]});
    found.site.world.unreachable.add(w1);
    const {errors} = await refusal(join([w3]), found);
    expect(errors).toEqual(['identity/other-host: w2: the machine that answers is w1']);
  });
});

describe('a host that SSH does not reach', () => {
  /** Whatever is asked of cp3 is answered by the machine of cp2. */
  const find = async () => {
    const found = await built(THREE);
    const {disks} = found.site.world;
    disks.set(cp3, disks.get(cp2)!);
    return found;
  };

  test('is not removed on the machine that answers in its place', async () => {
    const found = await find();
    for (const given of [{}, {accept: true}, {lost: true}])
      expect(await refusal(going(['cp3'], given), found)).toMatchObject({
        code: 'refused/findings',
        errors: ['identity/other-host: cp3: the machine that answers is cp2'],
        suggestions: [expect.stringContaining('let cp3 lead to its own machine')],
      });
  });

  test('is not repaired there either', async () => {
    const {errors} = await refusalOfAll(await find());
    expect(errors).toEqual(['identity/other-host: cp3: the machine that answers is cp2']);
  });
});

test('a machine that becomes another between plan and reset is not reset', async () => {
  const found = await built(WORKERS);
  const {scenario, site} = found;
  const run = scenario.run(going(['w2']), site, {
    report: ({type}) => {
      if (type === 'planned')
        for (const path of [IDENTITY, IDENTITY_COPY]) rewrite(found, w2, path, of => of.replace('host=w2', 'host=w1'));
    },
  });
  await expect(run).rejects.toMatchObject({code: 'identity/other', message: expect.stringContaining('w1 of golden')});
  expect(site.operations).not.toContain('w2: reset');
  expect(site.world.disk(w2).runs('kubelet.service')).toBe(true);
});

describe('a machine with another machine id', () => {
  test('is refused, until its identity is taken away on purpose', async () => {
    const found = await built(WORKERS);
    const {scenario, site} = found;
    const disk = site.world.disk(w1);
    const before = disk.machineId;
    disk.machineId = 'f'.repeat(32);
    expect(await refusalOfAll(found)).toEqual({
      code: 'refused/findings',
      errors: [`identity/other-machine: w1: its machine id is ${'f'.repeat(32)}, and ${before} when it joined`],
      suggestions: [expect.stringContaining(`rm ${IDENTITY_COPY} ${IDENTITY}`)],
    });
    for (const path of [IDENTITY, IDENTITY_COPY]) disk.files.delete(path);
    await scenario.run(apply, site);
    expect(disk.text(IDENTITY)).toContain(`machineId=${'f'.repeat(32)}`);
    expect(site.operations.filter(title => title.includes('run '))).toEqual([]);
  });

  test('is refused to be removed as well: the machine that joined may still run', async () => {
    const found = await built(WORKERS);
    found.site.world.disk(w1).machineId = 'f'.repeat(32);
    const {errors} = await refusal(going(['w1']), found);
    expect(errors).toEqual([expect.stringMatching(/^identity\/other-machine: w1: /)]);
  });
});

describe('the two files with the identity', () => {
  test.each([
    [
      'names another host',
      (text: string) => text.replace('host=w1', 'host=w2'),
      `${IDENTITY} (w1 at 10.0.0.21 of golden`,
    ],
    ['names another cluster', (text: string) => text.replace(/^cluster=.*$/m, `cluster=${'9'.repeat(32)}`), 'differ'],
    ['names another machine', (text: string) => text.replace(/^machineId=.*$/m, 'machineId=x'), 'differ'],
    ['is empty', () => '', `${IDENTITY_COPY} does not say which cluster and host this is`],
    ['is cut', (text: string) => text.slice(0, 60), `${IDENTITY_COPY} does not say which cluster and host this is`],
  ])('contradict each other when one %s', async (_, change, why) => {
    const found = await built(WORKERS);
    rewrite(found, w1, IDENTITY_COPY, change);
    expect(await refusalOfAll(found)).toEqual({
      code: 'refused/findings',
      errors: [expect.stringMatching(/^identity\/unreadable: w1: its identity cannot be used: /)],
      suggestions: [expect.stringContaining('bring back the disk that belongs there')],
    });
    expect((await refusal(apply, found)).errors[0]).toContain(why);
  });

  test.each([[IDENTITY], [IDENTITY_COPY]])('are both there again after %s was lost', async path => {
    const {scenario, site} = await built(THREE);
    const before = site.world.picture();
    for (const host of [cp2, w1]) site.world.disk(host).files.delete(path);
    await scenario.run(apply, site);
    expect(site.world.picture()).toBe(before);
    expect(site.operations.toSorted()).toEqual(['cp2: put 2 files', 'w1: put 2 files']);
    expect(members(site)).toEqual(voters('cp1', 'cp2', 'cp3'));
  });
});
