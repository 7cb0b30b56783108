import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {KeyUse} from '../../ports/key-use.js';
import {type KubeCall, kubeCall} from '../kube/call.js';
import {LIMITS} from '../remote/limits.js';
import {OUTPUT_LIMITS} from '../transport/output-limit.js';
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
  const script = async (host: HostName, title: string, text: string, timeoutMs: number): Promise<string> => {
    const argv = ['sh', '-c', text, title];
    const options = {timeoutMs, maxBytes: OUTPUT_LIMITS.large};
    const result = await transportTo(host).exec({argv, title, changes: false}, options);
    if (result.code !== 0) throw failed(host, title, result);
    return result.stdout.toString();
  };
  return {
    rootCas: async () =>
      new Map(
        rows(await api('root-cas')).map(
          ([namespace = '', quoted = '""']) => [printable(namespace), unquoted(quoted)] as const,
        ),
      ),
    tokenSecrets: async () =>
      rows(await api('token-secrets')).map(([header = '', where = '']) => ({
        keyId: keyIdIn(header),
        where: printable(where),
      })),
    podCredentials: async node =>
      podCredentialsIn(node, await script(node, 'pod-credentials', scripts.podCredentials, LIMITS.kubeChange)),
    namespaces: async () =>
      (await api('namespaces'))
        .split('\n')
        .filter(Boolean)
        .map(each => printable(each)),
    async rewriteSecrets() {
      let next = '';
      do {
        next = (await api('rewrite-secrets', {words: next === '' ? [] : [next]})).trim();
        if (!CONTINUE.test(next))
          throw new Failure('hosts/command-failed', 'Writing Secrets again: an API server answered something else', {
            suggestions: AGAIN,
          });
      } while (next !== '');
    },
    encryptedBy: async members => {
      const asked = async (member: HostName) =>
        keysIn(member, await script(member, SECRET_KEYS, scripts.etcdSecretKeys, LIMITS.secretKeys));
      return firstOf(members, asked);
    },
  };
}

const SECRET_KEYS = 'etcd-secret-keys';

/** What an API server calls the rest of a list; "": there is none. */
const CONTINUE = /^[A-Za-z0-9_=-]*$/;

/** Of the first host that answers. */
async function firstOf<T>(hosts: readonly HostName[], ask: (host: HostName) => Promise<T>): Promise<T> {
  let last: unknown;
  for (const host of hosts) {
    try {
      return await ask(host);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** Parses the answer of templates/host/etcd-secret-keys.sh. */
function keysIn(member: HostName, answer: string): ReadonlyMap<string, number> {
  const lines = answer.trimEnd().split('\n');
  if (lines.pop() !== 'end') throw failed(member, SECRET_KEYS, {stderr: 'the answer is incomplete', code: 1});
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [, count, key] = /^ *(\d+) k8s:enc:[a-z0-9]+:v\d+:([^:]*):$/.exec(line) ?? [];
    const name = printable(key ?? line);
    counts.set(name, (counts.get(name) ?? 0) + Number(count ?? 1));
  }
  return counts;
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
    {suggestions: AGAIN},
  );

const AGAIN = ['see what does not work: `quorate topology check`', 'then run the same command again'];

const rows = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => line.split('\t'));

/** A text that Go has quoted, of printable characters and line breaks. */
const unquoted = (quoted: string): string =>
  quoted.replace(/^"|"$/g, '').replaceAll(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each));
