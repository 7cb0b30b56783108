import {readdirSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

/** A program on the host; `$ROOT/calls` is there to be written to. */
const program = (path: string, script: string) =>
  host.write(path, `#!/bin/sh\nROOT='${host.root}'\n${script}\n`, 0o755);

/** In sh, the script that started this program: it leads the process group. */
const SCRIPT = '"$(cut -d " " -f 5 /proc/self/stat)"';

describe('a program', () => {
  test.each([
    ['etcd', '3.6.16', '--version', 'echo "etcd Version: 3.6.16"; echo "Git SHA: abc"'],
    ['etcdctl', '3.6.16', 'version', 'echo "etcdctl version: 3.6.16"; echo "API version: 3.6"'],
    ['etcdutl', '3.6.16', 'version', 'echo "etcdutl version: 3.6.16"; echo "API version: 3.6"'],
    ['kubelet', '1.36.3', '--version', 'echo "Kubernetes v1.36.3"'],
    ['kubectl', '1.36.3', 'version --client', 'echo "Client Version: v1.36.3"; echo "Kustomize Version: v5.8.1"'],
    ['containerd', '2.4.2', '--version', 'echo "containerd github.com/containerd/containerd/v2 v2.4.2 "'],
    [
      'containerd-shim-runc-v2',
      '2.4.2',
      '-v',
      'printf "containerd-shim-runc-v2:\\n  Version:  v2.4.2\\n  Revision: \\n"',
    ],
    ['runc', '1.5.2', '--version', 'printf "runc version 1.5.2\\nspec: 1.3.0\\n"'],
    ['flanneld', '0.28.10', '--version', 'echo v0.28.10 >&2'],
  ])('is run with its own arguments for the version: %s', async (name, version, words, says) => {
    const path = `/opt/quorate/any/${version}/${name}`;
    program(path, `[ "$*" = "${words}" ] || exit 64\n${says}`);
    await expect(host.port.verifyBinaries([{path, version}])).resolves.toBeUndefined();
    expect(host.commands).toMatchObject([{changes: false}]);
  });

  const path = '/opt/quorate/kubernetes/1.37.2/kubelet';
  const refused = (...programs: readonly {path: string; version: string}[]) =>
    expect(host.port.verifyBinaries(programs.length > 0 ? programs : [{path, version: '1.37.2'}])).rejects;

  test('that fails is reported with its last output', async () => {
    program(path, 'echo starting; echo "kubelet: GLIBC_2.38 not found" >&2; echo; exit 1');
    await refused().toMatchObject({
      code: 'hosts/binary-broken',
      message: `cp-1: ${path} does not run: exit code 1: kubelet: GLIBC_2.38 not found`,
    });
  });

  test('that does not exist is reported', async () => {
    await refused().toMatchObject({code: 'hosts/binary-broken', message: expect.stringContaining('No such file')});
  });

  test.each(['1.37.20', '11.37.2', '1.36.3', '1.37.2-rc.1'])('of another version is reported: %s', async other => {
    program(path, `echo "Kubernetes v${other}"`);
    await refused().toMatchObject({
      code: 'hosts/binary-broken',
      message: expect.stringContaining(`expected version 1.37.2, it prints: Kubernetes v${other}`),
    });
  });

  test('that fails after one that runs is reported, and does not read the input of the script', async () => {
    program('/opt/a', 'cat; echo v1.0.0');
    program('/opt/b', 'echo v2.0.0');
    const [a, b] = [
      {path: '/opt/a', version: '1.0.0'},
      {path: '/opt/b', version: '2.0.1'},
    ];
    await refused(a, b).toMatchObject({message: expect.stringContaining('/opt/b')});
  });
});

describe('an etcd', () => {
  const path = '/opt/quorate/etcd/3.7.3/etcd';
  const FLAGS = [
    '--name=cp-1',
    '--data-dir=/var/lib/etcd',
    '--listen-client-urls=https://127.0.0.1:2379',
    '--initial-cluster-state=existing',
    '--snapshot-count=10000',
    '--experimental-x=a b*',
  ];
  const serving = `for each; do echo "$each" >>"$ROOT/calls"; case $each in --data-dir=*) mkdir "\${each#*=}" ;; esac; done
env | grep -c ETCD >>"$ROOT/environment"
touch "$ROOT/serves"; trap 'echo ended >>"$ROOT/calls"; exit 0' TERM; while :; do sleep 0.05; done`;
  const asking = '[ -e "$ROOT/serves" ] || { echo "connection refused" >&2; exit 1; }; echo "$*" >>"$ROOT/asked"';
  const scratch = () => readdirSync(host.at('/var/lib/quorate'));

  beforeEach(() => {
    program('/opt/quorate/bin/etcdctl', asking);
    program(path, serving);
    host.write('/var/lib/quorate/owned', '/var/lib/etcd\n');
  });

  test('is started with the flags of the member, except data directory, addresses and cluster', async () => {
    await host.port.smokeTestEtcd(path, FLAGS);
    const calls = host.text('/calls').trimEnd().split('\n');
    expect(calls.slice(0, 3)).toEqual(['--snapshot-count=10000', '--experimental-x=a b*', '--name=try']);
    expect(calls).not.toContain('--data-dir=/var/lib/etcd');
    expect(calls.filter(call => call.includes('2379'))).toEqual([]);
    expect(calls).toContainEqual(expect.stringMatching(/^--listen-client-urls=https:\/\/127\.0\.0\.1:2\d{4}$/));
  });

  test('is checked on its own port, is stopped, and leaves no files', async () => {
    await host.port.smokeTestEtcd(path, FLAGS);
    const [, port] = /--listen-client-urls=https:\/\/127\.0\.0\.1:(\d+)/.exec(host.text('/calls'))!;
    expect(host.text('/asked')).toMatch(`--endpoints=https://127.0.0.1:${port} `);
    expect(host.text('/calls')).toMatch(/ended\n$/);
    expect(scratch()).toEqual(['owned']);
  });

  test('has none of the environment of the unit', async () => {
    host.trouble = {before: 'export ETCD_INITIAL_CLUSTER=cp-1=https://10.0.0.1:2380'};
    await host.port.smokeTestEtcd(path, FLAGS);
    expect(host.text('/environment')).toBe('0\n');
  });

  test.each([
    [
      'flag provided but not defined: -experimental-x\nUsage:\n\n  etcd [flags]',
      'flag provided but not defined: -experimental-x',
    ],
    [
      '{"level":"info","msg":"starting"}\n{"level":"fatal","msg":"discovery failed","error":"no such file"}\n{"level":"info","msg":"closed"}',
      'discovery failed: no such file',
    ],
    [
      '{"level":"warn","msg":"not recommended"}\n{"level":"warn","msg":"failed to verify flags","error":"unknown mode \\"x\\"","more":1}',
      'failed to verify flags: unknown mode \\"x\\"',
    ],
    ['', ''],
  ])('that exits is reported with the line that has the reason: %j', async (said, why) => {
    host.write('/said', `${said}\n`);
    program(path, 'cat "$ROOT/said" >&2; exit 2');
    await expect(host.port.smokeTestEtcd(path, FLAGS)).rejects.toMatchObject({
      code: 'hosts/binary-broken',
      message: `cp-1: ${path} does not run: exit code 2: ${why}`.trimEnd(),
    });
    expect(scratch()).toEqual(['owned']);
  });

  test('that does not serve in time is stopped and removed', async () => {
    // Time goes by in steps of ten seconds.
    host.command('date', 'n=$(cat "$ROOT/now" 2>/dev/null || echo 0); echo $((n + 10)) | tee "$ROOT/now"');
    program(path, serving.replace('touch "$ROOT/serves";', ''));
    await expect(host.port.smokeTestEtcd(path, FLAGS)).rejects.toMatchObject({
      code: 'hosts/binary-broken',
      message: expect.stringContaining('timed out after 30 s waiting for it to serve: connection refused'),
    });
    expect(host.text('/calls')).toMatch(/ended\n$/);
    expect(scratch()).toEqual(['owned']);
  });

  test('is stopped with its script, and files of a killed one are removed by the next', async () => {
    host.write('/var/lib/quorate/try-etcd.abcdef/data/db', 'data');
    program('/opt/quorate/bin/etcdctl', `[ ! -e "$ROOT/serves" ] || kill -TERM ${SCRIPT}; sleep 0.1; exit 1`);
    await expect(host.port.smokeTestEtcd(path, FLAGS)).rejects.toMatchObject({code: 'hosts/command-failed'});
    expect(host.text('/calls')).toMatch(/ended\n$/);
    expect(scratch()).toEqual(['owned']);
  });
});
