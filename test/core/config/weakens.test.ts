import {describe, expect, test} from 'vitest';
import {clusterYaml, hostYaml, problemOf, problemsOf} from './support.js';

const withFlag = (component: string, name: string, ...values: readonly string[]) =>
  clusterYaml({
    spec: `extraArgs:\n  ${component}:${values.map(value => `\n    - {name: ${name}, value: "${value}"}`).join('')}`,
  });

const OLD_CIPHER = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA';
const GOOD_CIPHERS =
  'TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384';

/** Of one flag: values that weaken, and values that do not. */
type Row = readonly [component: string, flag: string, weak: readonly string[], safe: readonly string[]];

const served = (component: string): readonly Row[] => [
  [component, 'tls-min-version', ['VersionTLS10', 'VersionTLS11'], ['VersionTLS12', 'VersionTLS13']],
  [component, 'tls-cipher-suites', [OLD_CIPHER, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'], [GOOD_CIPHERS]],
];

const controller = (component: string): readonly Row[] => [
  [component, 'bind-address', ['0.0.0.0', '::', '10.0.0.11'], ['127.0.0.1', '127.0.0.2', '::1']],
  [component, 'authorization-always-allow-paths', ['/healthz,/metrics', '/*'], ['/healthz', '/healthz,/livez']],
  [component, 'profiling', ['true', '1', 'T'], ['false', '0']],
  ...served(component),
];

const TABLE: readonly Row[] = [
  ['etcd', 'cipher-suites', [OLD_CIPHER], [GOOD_CIPHERS]],
  ['etcd', 'enable-pprof', ['true'], ['false']],
  ['etcd', 'unsafe-no-fsync', ['true'], ['false']],
  [
    'kube-apiserver',
    'authorization-mode',
    ['AlwaysAllow', 'RBAC', 'Node', 'Node,RBAC,AlwaysAllow'],
    ['Node,RBAC', 'RBAC, Node', 'Node,RBAC,Webhook'],
  ],
  [
    'kube-apiserver',
    'disable-admission-plugins',
    ['NodeRestriction', 'DefaultStorageClass,PodSecurity', 'DenyServiceExternalIPs', 'ServiceAccount'],
    ['DefaultStorageClass'],
  ],
  ['kube-apiserver', 'enable-admission-plugins', ['AlwaysAdmit', 'EventRateLimit,AlwaysAdmit'], ['EventRateLimit']],
  ['kube-apiserver', 'admission-control-config-file', ['/etc/mine.yaml'], []],
  ['kube-apiserver', 'audit-log-path', [''], ['/var/log/audit.log']],
  ['kube-apiserver', 'service-account-lookup', ['false', 'False'], ['true']],
  ['kube-apiserver', 'service-account-extend-token-expiration', ['true'], ['false']],
  ['kube-apiserver', 'enable-bootstrap-token-auth', ['true'], ['false']],
  ['kube-apiserver', 'cors-allowed-origins', ['.*', '//.*'], ['//console.example.com(:|$)']],
  ['kube-apiserver', 'debug-socket-path', ['/run/debug'], []],
  ['kube-apiserver', 'profiling', ['true'], ['false']],
  ...served('kube-apiserver'),
  ['kube-controller-manager', 'use-service-account-credentials', ['false'], ['true']],
  ['kube-controller-manager', 'enable-hostpath-provisioner', ['true'], ['false']],
  ...controller('kube-controller-manager'),
  ...controller('kube-scheduler'),
  ['kubelet', 'pod-manifest-path', ['/etc/kubernetes/manifests'], []],
  ['kubelet', 'manifest-url', ['https://example.com/pods'], []],
  ['kubelet', 'read-only-port', ['10255'], ['0']],
  ['kubelet', 'rotate-certificates', ['false'], ['true']],
  ['kubelet', 'seccomp-default', ['false'], ['true']],
  ['kubelet', 'allowed-unsafe-sysctls', ['net.core.somaxconn'], ['']],
  ['kubelet', 'pod-max-pids', ['-1', '0'], ['1024']],
  ['kubelet', 'streaming-connection-idle-timeout', ['0', '0s', '0h0m'], ['5m', '1h0m0s']],
  ...served('kubelet'),
];

describe.each(TABLE)('of %s, --%s', (component, flag, weak, safe) => {
  test.each(weak)('with the value "%s" is accepted with a warning at the value', value => {
    expect(problemOf(withFlag(component, flag, value))).toMatchObject({
      code: 'config/weakens',
      level: 'warning',
      path: `spec.extraArgs.${component}[0].value`,
    });
  });

  test('with a safe value causes no warning', () => {
    for (const value of safe) expect([value, problemsOf(withFlag(component, flag, value))]).toEqual([value, []]);
  });
});

test('the warnings name every component that takes flags, except those whose flags weaken nothing', () => {
  expect(new Set(TABLE.map(([component]) => component))).toEqual(
    new Set(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet']),
  );
});

describe('a repeated flag', () => {
  test('counts with its last value', () => {
    expect(problemsOf(withFlag('kubelet', 'read-only-port', '10255', '0'))).toEqual([]);
    expect(problemOf(withFlag('kubelet', 'read-only-port', '0', '10255'))).toMatchObject({
      code: 'config/weakens',
      path: 'spec.extraArgs.kubelet[1].value',
    });
  });

  test('counts with all its values, if it is a list', () => {
    expect(problemsOf(withFlag('kube-apiserver', 'authorization-mode', 'Node', 'RBAC'))).toEqual([]);
    expect(problemOf(withFlag('kube-apiserver', 'disable-admission-plugins', 'PodSecurity', 'X')).code).toBe(
      'config/weakens',
    );
  });
});

test.each([
  ['kube-apiserver', 'token-auth-file'],
  ['kube-apiserver', 'authorization-config'],
  ['kubelet', 'anonymous-auth'],
  ['kubelet', 'authentication-token-webhook'],
  ['kubelet', 'authorization-mode'],
  ['kubelet', 'config-dir'],
])('of %s, --%s is refused', (component, flag) => {
  expect(problemOf(withFlag(component, flag, 'x')).code).toBe('config/owned-flag');
});

describe('host keys that are not verified', () => {
  test('cause a warning for all hosts', () => {
    expect(problemOf(clusterYaml({spec: 'ssh: {hostKeys: off}'}))).toMatchObject({
      code: 'config/weakens',
      level: 'warning',
      path: 'spec.ssh.hostKeys',
    });
  });

  test('cause a warning for a single host', () => {
    const hosts = hostYaml('cp1', '10.0.0.11', 'control-plane', 'ssh: {hostKeys: off}');
    expect(problemOf(clusterYaml({hosts}))).toMatchObject({
      code: 'config/weakens',
      path: 'spec.hosts[0].ssh.hostKeys',
    });
  });

  test.each(['strict', 'accept-new'])('are not those of the setting %s', value => {
    expect(problemsOf(clusterYaml({spec: `ssh: {hostKeys: ${value}}`}))).toEqual([]);
  });
});
