import {beforeAll, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {etcdctl, members} from '../support/etcd.js';
import {foundBy, type Refused, refusedFor, untouched} from '../support/identity.js';
import {IDENTITY, identityLab} from '../support/identity-lab.js';
import {livingCluster} from '../support/labs.js';
import {nothingFound, oracle} from '../support/oracle.js';
import {guardSaid, write} from '../support/quorum.js';

const {nodes, controlPlanes} = IDENTITY;
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await identityLab();
  cluster = await labCluster(file);
  await livingCluster(cluster);
}, 3_600_000);

/** The command after "Try this:", as arguments. */
const remedies = ({stderr}: Refused): readonly (readonly string[])[] => {
  const [, list] = /Try this:\n {2}- (.*)/.exec(stderr) ?? [];
  return (list ?? '').split(', then ').map(each => each.split(' ').slice(1));
};

/** @throws unless the cluster has all its hosts and everything that was written before. */
const isWhole = async (key: string): Promise<void> => {
  await oracle(cluster, ['apply', '-c', file], nodes, controlPlanes);
  expect(await etcdctl(cluster, 'cp1', 'get', `/of-a-test/${key}`, '--print-value-only')).toBe('written\n');
  expect(await nothingFound(file)).toBe(true);
};

test('a member that lost /var does not start, is reported, and is replaced with its remedy', async () => {
  await write(cluster, 'cp1', 'before-the-wipe');
  await cluster.on('cp2', 'systemctl', 'stop', 'etcd.service');
  await cluster.on('cp2', 'sh', '-c', 'rm -rf /var/lib/etcd/member /var/lib/quorate; sync');
  for (const verb of ['poweroff', 'start']) await succeed(['lab', verb, 'cp2', '-c', file]);
  await eventually('the guard refuses', async () => (await guardSaid(cluster, 'cp2')).length > 0 || undefined);
  const [said, ...others] = await guardSaid(cluster, 'cp2');
  expect(others).toEqual([]);
  expect(said).toContain('/etc/etcd/member says this host is a member, but /var/lib/etcd holds no member');

  const refusals = await untouched(cluster, ['cp1', 'cp3', 'w1'], 'cp1', () => areRefused('cp2'));
  expect(remedies(refusals)).toEqual([['replace', 'cp2', 'cp2']]);
  expect(await members(cluster, 'cp1')).toHaveLength(3);
  await areFollowed(refusals);
  await isWhole('before-the-wipe');
});

test('a new machine with the name of a lost member is reported, and joins with its remedy', async () => {
  await write(cluster, 'cp1', 'before-the-replacement');
  await succeed(['lab', 'poweroff', 'cp3', '-c', file]);
  await succeed(['lab', 'replace', 'cp3', '-c', file]);
  await eventually('the others have missed it', async () => {
    const found = await foundBy(file);
    if (found.includes('etcd/member-lost cp3')) return true;
    throw new Error(found.join(', '));
  });
  const refusals = await untouched(cluster, ['cp1', 'cp2', 'w1'], 'cp1', () => areRefused('cp3'));
  expect(remedies(refusals)).toEqual([['replace', 'cp3', 'cp3']]);
  await areFollowed(refusals);
  await isWhole('before-the-replacement');
});

async function areRefused(host: string): Promise<Refused> {
  const code = `etcd/member-lost ${host}`;
  for (const verb of [['plan'], ['join', host]])
    expect(await refusedFor([...verb, '-c', file])).toMatchObject({exit: 1, found: [code]});
  expect(await foundBy(file)).toContain(code);
  const refused = await refusedFor(['apply', '-c', file]);
  expect(refused).toMatchObject({exit: 1, found: [code]});
  return refused;
}

/** Users add only overrides to the printed commands. */
async function areFollowed(refused: Refused): Promise<void> {
  for (const words of remedies(refused)) {
    const asked = words[0] === 'replace' ? [...words, '--yes'] : words;
    const {code, stderr, tookMs} = await quorate([...asked, '-c', file]);
    expect(code, stderr).toBe(0);
    console.log(`${words.join(' ')} took ${(tookMs / 1000).toFixed(1)} s`);
  }
}
