import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {KeyUse} from '../../ports/key-use.js';
import {type KubeCall, kubeCall} from '../kube/call.js';
import {LIMITS} from '../remote/limits.js';
import {printable} from '../transport/printable.js';
import type {ExecResult, HostTransport} from '../transport/transport.js';
import {keyIdIn, podCredentialsIn} from './pod-credentials.js';

/** Texts of templates/host/. */
export interface KeyUseScripts {
  readonly kubeApi: string;
  readonly podCredentials: string;
  readonly etcdSecretKeys: string;
}

/** @param controlPlanes the hosts to ask, in order of preference. */
export function keyUse(
  controlPlanes: readonly HostName[],
  transportTo: (host: HostName) => HostTransport,
  scripts: KeyUseScripts,
): KeyUse {
  const call = kubeCall(transportTo, scripts.kubeApi);
  const api = async (...asked: Tail<Parameters<KubeCall>>): Promise<string> => answerOf(controlPlanes, call, asked);
  const script = async (host: HostName, title: string, text: string): Promise<string> => {
    const argv = ['sh', '-c', text, title];
    const result = await transportTo(host).exec({argv, title, changes: false}, {timeoutMs: LIMITS.kubeChange});
    if (result.code !== 0) throw failed(host, title, result);
    return result.stdout.toString();
  };
  return {
    rootCas: async () =>
      new Map(
        rows(await api('root-cas')).map(([namespace = '', quoted = '""']) => [namespace, unquoted(quoted)] as const),
      ),
    tokenSecrets: async () =>
      rows(await api('token-secrets')).map(([header = '', where = '']) => ({keyId: keyIdIn(header), where})),
    podCredentials: async node => podCredentialsIn(node, await script(node, 'pod-credentials', scripts.podCredentials)),
    namespaces: async () => (await api('namespaces')).split('\n').filter(Boolean),
    async rewriteSecrets(namespace) {
      await api('rewrite-secrets', {words: [namespace]});
    },
    async encryptedBy(member) {
      const lines = (await script(member, 'etcd-secret-keys', scripts.etcdSecretKeys)).trimEnd().split('\n');
      if (lines.pop() !== 'end')
        throw failed(member, 'etcd-secret-keys', {stderr: 'the answer is incomplete', code: 1});
      return new Map(
        lines.map(line => {
          const [, count, key] = /^ *(\d+) k8s:enc:[a-z0-9]+:v\d+:([^:]*):$/.exec(line) ?? [];
          return [key ?? line, Number(count ?? 1)] as const;
        }),
      );
    },
  };
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

/** The first API server that answers. */
async function answerOf(
  hosts: readonly HostName[],
  call: KubeCall,
  asked: Tail<Parameters<KubeCall>>,
): Promise<string> {
  let last: Failure | undefined;
  for (const host of hosts) {
    const result = await call(host, ...asked);
    if (result.code === 0) return result.stdout.toString();
    last = failed(host, `kubectl ${asked[0]}`, result);
  }
  throw last ?? new Failure('kube/no-api', 'no control plane has an API server to ask');
}

const failed = (host: HostName, title: string, {stderr, code}: Pick<ExecResult, 'stderr' | 'code'>): Failure =>
  new Failure(
    'hosts/command-failed',
    `${host}: ${title}: ${printable(stderr.trim().split('\n').at(-1) ?? '', 600) || `exit code ${code}`}`,
    {suggestions: ['see what does not work: `quorate topology check`', 'then run the same command again']},
  );

const rows = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => line.split('\t'));

/** A text that Go has quoted, of printable characters and line breaks. */
const unquoted = (quoted: string): string =>
  quoted.replace(/^"|"$/g, '').replaceAll(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each));
