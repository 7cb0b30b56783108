import {afterEach, beforeEach, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {askReady} from '../../../src/io/kube/state.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {TestHost} from '../remote/test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.command('kubectl', 'echo asked >>"$ROOT/kubectl-was"; echo ok');
  host.write('/admin.conf', '');
});
afterEach(() => host.remove());

const ready = () =>
  askReady(async (_, verb) => {
    const script = (await loadTemplates())
      .get('host/kube-api.sh')!
      .replace('bin=/opt/quorate/bin/kubectl', `bin=${host.at('/commands/kubectl')}`)
      .replaceAll(/\/etc\/kubernetes\/[a-z-]*admin\.conf/g, host.at('/admin.conf'))
      .replace(/^listening\(\).*$/m, 'listening() { :; }');
    return host.transport.exec({
      argv: ['sh', '-c', `set -- ${verb}\n${script}`, 'kube-api'],
      title: verb,
      changes: false,
    });
  }, hostName('cp1'));

test.each([
  ['ok 200', 0, true],
  ['[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n 500', 0, false],
  [' 000', 7, false],
  [' 000', 28, false],
])('the answer of curl is used, without kubectl: %j, %i', async (answer, code, isReady) => {
  host.command('curl', `printf '%s' '${answer}'; exit ${code}`);
  expect(await ready()).toEqual({known: true, value: isReady});
  expect(host.exists('/kubectl-was')).toBe(false);
});

test('kubectl is used when curl itself fails', async () => {
  host.command('curl', "printf ' 000'; exit 58");
  expect(await ready()).toEqual({known: true, value: true});
});

test.each([' 401', ' 403'])('kubectl is used when anonymous requests are refused: %j', async status => {
  host.command('curl', `printf '%s' '{"kind":"Status"}${status}'`);
  expect(await ready()).toEqual({known: true, value: true});
  expect(host.exists('/kubectl-was')).toBe(true);
});
