import type {ConfigurableComponent} from '../model/config.js';
import {listItems} from '../model/list-items.js';
import {addressKind, isAddress} from '../network/address.js';

/** A flag that makes a cluster less safe with some values. */
interface Weakening {
  readonly flag: string;
  /** @param values of all its occurrences, in the order of the file; never empty. */
  readonly when: (values: readonly string[]) => boolean;
  /** What can happen then. */
  readonly effect: string;
}

/** What the values of a flag weaken; undefined: nothing that is known. */
export const weakening = (
  component: ConfigurableComponent,
  flag: string,
  values: readonly string[],
): Weakening | undefined => WEAKENING[component].find(each => each.flag === flag && each.when(values));

/** Without repetition the last one counts; a list is the sum of all. */
const last = (test: (value: string) => boolean) => (values: readonly string[]) => test(values.at(-1) ?? '');
const list = (test: (items: readonly string[]) => boolean) => (values: readonly string[]) =>
  test(values.flatMap(listItems));

// As strconv.ParseBool of Go reads them.
const isTrue = last(value => ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value));
const isFalse = last(value => ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value));
const isSet = last(value => value !== '');
const isZero = last(value => !/[1-9]/.test(value));
const isNotPositive = last(value => !(Number(value) > 0));
const has = (...words: readonly string[]) => list(items => words.some(word => items.includes(word)));
const isElsewhere = last(value => !isAddress(value) || addressKind(value) !== 'loopback');

const STRONG_CIPHER = /^TLS_(ECDHE_(ECDSA|RSA)_WITH_)?(AES_128_GCM|AES_256_GCM|CHACHA20_POLY1305)(_SHA256|_SHA384)?$/;
const hasWeakCipher = list(items => items.some(item => !STRONG_CIPHER.test(item)));

const weakCiphers = (flag: string): Weakening => ({
  flag,
  when: hasWeakCipher,
  effect: 'cipher suites without forward secrecy or authenticated encryption are accepted',
});

const OLD_TLS: Weakening = {
  flag: 'tls-min-version',
  when: last(value => ['VersionTLS10', 'VersionTLS11'].includes(value)),
  effect: 'TLS 1.0 and 1.1 are broken',
};

const PROFILING: Weakening = {
  flag: 'profiling',
  when: isTrue,
  effect: 'its profiles show what the process works on, and taking them slows it down',
};

/** The flags of a server that serves its metrics on loopback. */
const METRICS_SERVER: readonly Weakening[] = [
  {flag: 'bind-address', when: isElsewhere, effect: 'its port can be reached from outside of the host'},
  {
    flag: 'authorization-always-allow-paths',
    when: list(items => items.some(item => !['/healthz', '/readyz', '/livez'].includes(item))),
    effect: 'these paths are served to everyone',
  },
];

const SERVED: readonly Weakening[] = [OLD_TLS, weakCiphers('tls-cipher-suites')];

const WEAKENING: Readonly<Record<ConfigurableComponent, readonly Weakening[]>> = {
  etcd: [
    weakCiphers('cipher-suites'),
    {flag: 'enable-pprof', when: isTrue, effect: PROFILING.effect},
    {flag: 'unsafe-no-fsync', when: isTrue, effect: 'a power failure can lose writes that etcd has confirmed'},
  ],
  'kube-apiserver': [
    {
      flag: 'authorization-mode',
      when: list(items => items.includes('AlwaysAllow') || !items.includes('Node') || !items.includes('RBAC')),
      effect: 'without Node and RBAC, or with AlwaysAllow, users and nodes may do more than their roles say',
    },
    {
      flag: 'disable-admission-plugins',
      when: has(
        'NodeRestriction',
        'DenyServiceExternalIPs',
        'PodSecurity',
        'ServiceAccount',
        'CertificateSubjectRestriction',
        'CertificateApproval',
        'CertificateSigning',
      ),
      effect: 'the plugin refuses what nodes, pods and users must not do',
    },
    {flag: 'enable-admission-plugins', when: has('AlwaysAdmit'), effect: 'the plugin admits everything'},
    {
      flag: 'admission-control-config-file',
      when: isSet,
      effect: 'the file replaces that of quorate, and spec.podSecurity has no effect',
    },
    {flag: 'audit-log-path', when: last(value => value === ''), effect: 'there is no audit log'},
    {flag: 'service-account-lookup', when: isFalse, effect: 'tokens of deleted service accounts stay valid'},
    {
      flag: 'service-account-extend-token-expiration',
      when: isTrue,
      effect: 'tokens of pods are valid for a year instead of an hour',
    },
    {
      flag: 'enable-bootstrap-token-auth',
      when: isTrue,
      effect: 'a user who may write Secrets in kube-system can create tokens to log in with; quorate needs none',
    },
    {
      flag: 'cors-allowed-origins',
      when: list(items => items.some(item => /^(\/\/)?\^?(\.\*|\*)\$?$/.test(item))),
      effect: 'every web page may send requests to the API from the browser of a user',
    },
    {flag: 'debug-socket-path', when: isSet, effect: 'its profiles are served without authentication'},
    PROFILING,
    ...SERVED,
  ],
  'kube-controller-manager': [
    {
      flag: 'use-service-account-credentials',
      when: isFalse,
      effect: 'every controller has the permissions of all of them',
    },
    {
      flag: 'enable-hostpath-provisioner',
      when: isTrue,
      effect: 'volumes are directories of hosts, readable by every pod there',
    },
    PROFILING,
    ...METRICS_SERVER,
    ...SERVED,
  ],
  'kube-scheduler': [PROFILING, ...METRICS_SERVER, ...SERVED],
  kubelet: [
    {
      flag: 'pod-manifest-path',
      when: isSet,
      effect: 'a user who can write to this directory can run pods that no admission plugin has seen',
    },
    {
      flag: 'manifest-url',
      when: isSet,
      effect: 'the server at this URL can run pods that no admission plugin has seen',
    },
    {
      flag: 'read-only-port',
      when: last(value => /[1-9]/.test(value)),
      effect: 'everyone who reaches the host can read its pods, without authentication',
    },
    {flag: 'rotate-certificates', when: isFalse, effect: 'the kubelet does not renew its client certificate'},
    {flag: 'seccomp-default', when: isFalse, effect: 'pods may use every system call of the kernel'},
    {
      flag: 'allowed-unsafe-sysctls',
      when: isSet,
      effect: 'a pod can change kernel settings that affect others on the host',
    },
    {flag: 'pod-max-pids', when: isNotPositive, effect: 'one pod can use all process IDs of the host'},
    {
      flag: 'streaming-connection-idle-timeout',
      when: isZero,
      effect: 'idle connections of kubectl exec and port-forward never end',
    },
    ...SERVED,
  ],
  'kube-proxy': [],
  flanneld: [],
};
