import {describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {withRollbackRemedy} from '../../src/workflows/rollback-remedy.js';
import {upgrade} from '../../src/workflows/upgrade.js';

const settings = {
  rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 60},
  available: [],
  rollback: false,
  acceptDowntime: false,
};
const failure = new Failure('service/crash-loop', 'kubelet.service ends', {suggestions: ['read its log']});

describe('an upgrade that fails after its first change', () => {
  test.each([
    [false, '`quorate upgrade --abort`'],
    [true, '`quorate upgrade --abort --accept-downtime`'],
  ])('names the command that rolls it back; downtime accepted: %s', (acceptDowntime, command) => {
    expect(withRollbackRemedy(failure, upgrade({...settings, acceptDowntime}))).toMatchObject({
      code: failure.code,
      message: failure.message,
      suggestions: ['read its log', expect.stringContaining(command)],
    });
  });
});

test('a rollback names no command that rolls it back', () => {
  expect(withRollbackRemedy(failure, upgrade({...settings, rollback: true}))).toBe(failure);
});

test.each(['refused/findings', 'preflight/findings', 'quorum/findings', 'interrupted/stopped', 'lock/held'] as const)(
  'nor does an upgrade that ended with %s',
  code => {
    const refused = new Failure(code, 'not now');
    expect(withRollbackRemedy(refused, upgrade(settings))).toBe(refused);
  },
);
