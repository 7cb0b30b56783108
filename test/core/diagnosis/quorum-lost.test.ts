import {expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {LOST_FAULTS} from './faults/member-lost.js';
import {QUORUM_FAULTS} from './faults/quorum.js';
import {healthy} from './support/healthy.js';

const fixOf = async (name: string): Promise<string> => {
  const {of, change} = [...LOST_FAULTS, ...QUORUM_FAULTS].find(each => each.name === name)!;
  return diagnose(change(await healthy(of))).findings.find(({code}) => code === 'etcd/quorum-lost')!.fix!;
};

test('a lost quorum is recovered by the start of members that have data, and else by the command for it', async () => {
  expect(await fixOf('two stopped members')).toMatch(/^on cp2 and cp3: `systemctl start etcd.service`/);
  expect(await fixOf('two members without data')).toContain('`quorate etcd recover`');
});
