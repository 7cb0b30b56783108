import fc from 'fast-check';
import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {problemIn} from '../../../src/io/remote/problem.js';

const failure = (stdout: string, stderr: string) =>
  problemIn({code: 3, stdout: Buffer.from(stdout), stderr}, hostName('cp-1'), 'gather facts');

test.each([
  {stdout: 'out', stderr: 'err', said: 'err'},
  {stdout: '\nMaintenance until noon\n', stderr: '\n', said: 'Maintenance until noon'},
  {stdout: '', stderr: '', said: 'no output'},
])('a script that ends without a problem line says "$said"', ({stdout, stderr, said}) => {
  expect(failure(stdout, stderr)).toMatchObject({
    code: 'hosts/command-failed',
    message: `cp-1: gather facts ended with exit code 3: ${said}`,
  });
});

test('what a host prints cannot fill or control the terminal', () => {
  const output = fc.string({unit: 'binary', maxLength: 1000});
  fc.assert(
    fc.property(output, output, (stdout, stderr) => {
      const {message} = failure(stdout, stderr);
      expect(message.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(message.length).toBeLessThan(2500);
    }),
  );
});

test('a problem that a script reports is without control characters', () => {
  expect(failure('problem\tother\t/etc/\u001b[31mx\tno\u0007way\n', '').message).toBe(
    'cp-1: gather facts failed at /etc/x: no way',
  );
});
