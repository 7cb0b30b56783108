import {describe, expect, test} from 'vitest';
import {errorLine, logExcerpt} from '../../src/core/log-lines.js';

/** What programs print that do not start, shortened in the middle of long lists of flags. */
const OUTPUT: Readonly<Record<string, {readonly printed: string; readonly error: string}>> = {
  'etcd 3.6, an unknown flag: the usage follows': {
    error: 'flag provided but not defined: -bogus',
    printed: `flag provided but not defined: -bogus
Usage:

  etcd [flags]
    Start an etcd server.

  etcd --version
    Show the version of etcd.

  etcd -h | --help
    Show the help information about etcd.

  etcd --config-file
    Path to the server configuration file. Note that if a configuration file is provided, other command line flags and environment variables will be ignored.

  etcd gateway
    Run the stateless pass-through etcd TCP connection forwarding proxy.

  etcd grpc-proxy
    Run the stateless etcd v3 gRPC L7 reverse proxy.
`,
  },
  'etcd 3.6, a value that it does not accept': {
    error: 'invalid value "x" for flag -snapshot-count: parse error',
    printed: `invalid value "x" for flag -snapshot-count: parse error
Usage:

  etcd [flags]
    Start an etcd server.

  etcd grpc-proxy
    Run the stateless etcd v3 gRPC L7 reverse proxy.
`,
  },
  'etcd 3.6, a data directory that it cannot use': {
    error:
      '{"level":"fatal","ts":"2026-11-30T08:08:00.595372Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"cannot access data directory: mkdir /proc/nope: no such file or directory"}',
    printed: `{"level":"info","ts":"2026-11-30T08:08:00.586506Z","caller":"embed/etcd.go:323","msg":"starting an etcd server","etcd-version":"3.6.16"}
{"level":"error","ts":"2026-11-30T08:08:00.586599Z","caller":"etcdserver/server.go:309","msg":"bootstrap failed","error":"cannot access data directory: mkdir /proc/nope: no such file or directory"}
{"level":"info","ts":"2026-11-30T08:08:00.586689Z","caller":"embed/etcd.go:426","msg":"closing etcd server","name":"default"}
{"level":"fatal","ts":"2026-11-30T08:08:00.595372Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"cannot access data directory: mkdir /proc/nope: no such file or directory"}
`,
  },
  'kubelet 1.36, an unknown flag': {
    error:
      'E1130 08:07:55.559470   32215 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --bogus"',
    printed: `E1130 08:07:55.559470   32215 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --bogus"
`,
  },
  'kube-apiserver 1.36, an unknown flag': {
    error: 'Error: unknown flag: --bogus',
    printed: 'Error: unknown flag: --bogus\n',
  },
  'kube-apiserver 1.36, flags that contradict each other': {
    error: 'E1130 08:07:59.246062   32660 run.go:72] "command failed" err="[--etcd-servers must be specified]"',
    printed: `I1130 08:07:59.244926   32660 options.go:263] external host was not specified, using 10.0.0.11
E1130 08:07:59.246062   32660 run.go:72] "command failed" err="[--etcd-servers must be specified]"
W1130 08:07:59.246090   32660 authentication.go:841] AnonymousAuth is not allowed with the AlwaysAllow authorizer.
`,
  },
  'kube-proxy 1.36, an unknown flag: the usage precedes': {
    error: 'Error: unknown flag: --bogus',
    printed: `Usage:
  kube-proxy [flags]

Flags:
      --bind-address ip                              Overrides kube-proxy's idea of what its node's primary IP is.
  -v, --v Level                                      number for the log level verbosity
      --write-config-to string                       If set, write the default configuration values to this file and exit.

Error: unknown flag: --bogus
`,
  },
  'kube-controller-manager 1.36, the end of its usage': {
    error: 'Error: unknown flag: --bogus',
    printed: `      --kubeconfig string   Path to kubeconfig file with authorization and master location information.

Global flags:

  -h, --help                     help for kube-controller-manager
      --version version[=true]   --version, --version=raw prints version information and quits

Error: unknown flag: --bogus
`,
  },
  'flanneld 0.28, an unknown flag': {
    error: 'flag provided but not defined: -bogus',
    printed: `flag provided but not defined: -bogus
Usage: /opt/quorate/bin/flanneld [OPTION]...
  -etcd-cafile string
    \tSSL Certificate Authority file used to secure etcd communication
  -vmodule value
    \tcomma-separated list of pattern=N settings for file-filtered logging
`,
  },
  'a program that is started again and again': {
    error: 'flag provided but not defined: -bogus',
    printed: 'flag provided but not defined: -bogus\nUsage:\n\n  etcd [flags]\n    Start an etcd server.\n'.repeat(4),
  },
  'a panic of Go': {
    error: 'panic: runtime error: invalid memory address or nil pointer dereference',
    printed: `I1130 08:07:59.244926   32660 serving.go:405] Generated self-signed cert
panic: runtime error: invalid memory address or nil pointer dereference
goroutine 1 [running]:
main.main()
`,
  },
  'containerd 2.4': {
    error: 'time="2026-11-30T08:08:00Z" level=fatal msg="failed to load TOML: /etc/containerd/config.toml"',
    printed: `time="2026-11-30T08:07:59Z" level=info msg="starting containerd" version=2.4.2
time="2026-11-30T08:08:00Z" level=fatal msg="failed to load TOML: /etc/containerd/config.toml"
`,
  },
  'a log without an error': {error: 'last', printed: 'first\nlast\n'},
};

describe.each(Object.entries(OUTPUT))('%s', (_, {printed, error}) => {
  const excerpt = logExcerpt(printed.split('\n'), 10);

  test('the line that says the error is chosen', () => {
    expect(errorLine(excerpt)).toBe(error);
  });

  test('the excerpt has no usage of the flags', () => {
    expect(excerpt.filter(line => /^usage|^etcd \[flags\]|^-etcd-cafile/i.test(line))).toEqual([]);
    expect(excerpt).toContain(error);
  });
});

test('a log that is usage only is shown as it is, and an empty one is empty', () => {
  expect(logExcerpt(['Usage:', '  etcd [flags]', ''], 10)).toEqual(['Usage:', 'etcd [flags]']);
  expect(logExcerpt([''], 10)).toEqual([]);
  expect(errorLine([])).toBeUndefined();
});

test('an excerpt has the newest lines', () => {
  const lines = Array.from({length: 30}, (_, index) => `line ${index}`);
  expect(logExcerpt(lines, 10)).toEqual(lines.slice(20));
});
