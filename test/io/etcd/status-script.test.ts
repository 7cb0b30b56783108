import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {parseReport} from '../../../src/io/etcd/parse-status.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {TestHost} from '../remote/test-host.js';

const STATUS = '{"cluster_id":1,"member_id":2}';
/** Says the same as the gateway in another form, and notes that it was started. */
const ETCDCTL = `echo started >>"$ROOT/etcdctl-was"
case "$*" in
  *'endpoint status'*) echo '[{"Endpoint":"x","Status":{"header":${STATUS},"leader":2,"version":"3.6.16"}}]' ;;
  *'member list'*) echo '{"members":[{"ID":2,"name":"cp1","peerURLs":["https://cp1:2380"]}]}' ;;
esac`;

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.command('etcdctl', ETCDCTL);
  host.write('/pki/healthcheck-client.key', '');
});
afterEach(() => host.remove());

const asked = async () => {
  const script = (await loadTemplates())
    .get('host/etcd-status.sh')!
    .replace('bin=/opt/quorate/bin/etcdctl', `bin=${host.at('/commands/etcdctl')}`)
    .replace('pki=/etc/kubernetes/pki/etcd', `pki=${host.at('/pki')}`);
  const {stdout} = await host.transport.exec({argv: ['sh', '-c', script], title: 'ask etcd', changes: false});
  return parseReport(hostName('cp1'), stdout.toString());
};
const startedEtcdctl = () => host.exists('/etcdctl-was');

/** A curl that gets these answers to its first three questions, and the member list after them. */
const curl = (firstThree: string, code: number) =>
  host.command(
    'curl',
    `case "$*" in
  *member/list) printf '%s\\n== members_http 200\\n' '{"members":[{"ID":"2","name":"cp1","peerURLs":["https://cp1:2380"]}]}' ;;
  *) ${firstThree}; exit ${code} ;;
esac`,
  );

const SERVES = `printf '%s\\n== status_http 200\\n== read 0\\n{}\\n== read_http 200\\n== alarms 0\\n{}\\n== alarms_http 200\\n' '{"header":${STATUS},"leader":"2","version":"3.6.16"}'`;

describe('a member', () => {
  test('is asked with curl, without etcdctl', async () => {
    curl(SERVES, 0);
    expect(await asked()).toMatchObject({
      reads: true,
      status: {memberId: '2', version: '3.6.16'},
      members: [{name: 'cp1'}],
    });
    expect(startedEtcdctl()).toBe(false);
  });

  test.each([
    ['refuses', "echo 'curl: (7) Failed to connect' >&2; printf '\\n== status_http 000\\n== read 0\\n'", 7],
    ['is not in time', "echo 'curl: (28) Timed out' >&2; printf '\\n== status_http 000\\n== read 0\\n'", 28],
  ])('that %s does not answer, and etcdctl is not tried', async (_, said, code) => {
    curl(said, code);
    const report = await asked();
    expect(report).toMatchObject({reads: false, why: expect.stringMatching(/^(Failed to connect|Timed out)$/)});
    expect(report).not.toHaveProperty('status');
    expect(startedEtcdctl()).toBe(false);
  });

  test.each([
    ['has no gateway', "printf 'not found\\n== status_http 404\\n== read 0\\n'", 0],
    ['is asked by a curl that does not know the words', "echo 'curl: option --fail-early: is unknown' >&2", 2],
    ['is asked by a curl that cannot read the key', "printf '\\n== status_http 000\\n== read 0\\n'", 58],
  ])('that %s is asked with etcdctl', async (_, said, code) => {
    curl(said, code);
    expect(await asked()).toMatchObject({
      reads: true,
      status: {memberId: '2', version: '3.6.16'},
      members: [{name: 'cp1'}],
    });
    expect(startedEtcdctl()).toBe(true);
  });
});
