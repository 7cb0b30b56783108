import {rmSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {keyUse} from '../../../src/io/rotation/key-use.js';
import type {HostTransport} from '../../../src/io/transport/transport.js';
import {testCa} from '../../support/certificates.js';
import {TestHost} from '../remote/test-host.js';

const CP1 = hostName('cp1');
const [ours, foreign] = [testCa().certPem, testCa({place: 'elsewhere'}).certPem];
const header = (kid: string) => Buffer.from(JSON.stringify({alg: 'ES256', kid})).toString('base64url');
const token = (kid: string) => `${header(kid)}.${Buffer.from('{"iss":"a"}').toString('base64url')}.c2lnbmF0dXJl`;

/** Pages of Secrets by what they continue with, and the answer to a replacement. Without its page, the API server refuses. */
const KUBECTL = `for word; do case $word in
  --raw=*) raw=$word ;;
  get | replace) verb=$word ;;
esac; done
if [ "$verb" = replace ]; then
  cat >>"$ROOT/replaced"
  cat "$ROOT/refusals" >&2
  [ ! -s "$ROOT/refusals" ] || exit 1
  exit 0
fi
case \${raw:-} in
  *continue=*) cat "$ROOT/page-\${raw##*continue=}" ;;
  *) cat "$ROOT/page" ;;
esac || { echo 'Error from server: no answer' >&2; exit 1; }
[ ! -e "$ROOT/broken" ] || { echo 'Error from server: cut off' >&2; exit 1; }`;

/** Answers each range of keys as it is in a file, named by the last part of its first key. */
const ETCDCTL = `while [ "$1" != get ]; do shift; done
cat "$ROOT/range-\${2##*/}" || exit 1
[ ! -e "$ROOT/broken" ] || exit 4`;

describe.each(['sh', 'bash'] as const)('in %s', shell => {
  let host: TestHost;
  beforeEach(() => {
    host = new TestHost();
    host.shell = shell;
    host.command('kubectl', KUBECTL);
    host.command('etcdctl', ETCDCTL);
    host.write('/admin.conf', '');
    host.write('/refusals', '');
    host.write('/ca.crt', `generation: 1\n${ours}`);
  });
  afterEach(() => host.remove());

  const use = async () => {
    const templates = await loadTemplates();
    const here = (name: string) =>
      `${templates.get(`host/${name}.sh`)!}`
        .replaceAll('/opt/quorate/bin/kubectl', host.at('/commands/kubectl'))
        .replaceAll('/opt/quorate/bin/etcdctl', host.at('/commands/etcdctl'))
        .replaceAll(/\/etc\/kubernetes(?:\/pki)?(\/[a-z.-]+)/g, (_, path: string) => host.at(path))
        .replaceAll('/var/lib/kubelet', host.at('/kubelet'))
        .replace(/^export KUBECACHEDIR.*$/m, '');
    const exec: HostTransport['exec'] = (command, options) => {
      const [shellOf, flag, text, title, ...words] = command.argv;
      const script = `set -- ${words.map(word => `'${word}'`).join(' ')}\n${text}`;
      return host.transport.exec({...command, argv: [shellOf!, flag!, script, title!]}, options);
    };
    return keyUse([CP1], () => ({...host.transport, exec}) as never, {
      kubeApi: here('kube-api'),
      podCredentials: here('pod-credentials'),
      etcdSecretKeys: here('etcd-secret-keys'),
    });
  };
  const page = (items: string, next = '') =>
    `{"kind":"SecretList","apiVersion":"v1","metadata":{"resourceVersion":"7"${next && `,"continue":"${next}"`}},"items":[${items}]}\n`;
  const failing = {code: 'hosts/command-failed'};

  describe('Secrets are written again', () => {
    test('page by page, each once', async () => {
      host.write('/page', page('{"metadata":{"name":"a","annotations":{"x":"\\"continue\\":\\"no\\""}}}', 'to-B_='));
      host.write('/page-to-B_=', page('{"metadata":{"name":"b"}}', 'end'));
      host.write('/page-end', page(''));
      await (await use()).rewriteSecrets();
      expect(host.text('/replaced').match(/"name":"."/g)).toEqual(['"name":"a"', '"name":"b"']);
    });

    test.each([
      'Error from server (Conflict): error when replacing "STDIN": the object has been modified',
      'Error from server (NotFound): error when replacing "STDIN": secrets "a" not found',
      'Error from server (NotFound): error when replacing "STDIN": namespaces "n" not found',
    ])('or were by others: %s', async refusal => {
      host.write('/page', page('{}'));
      host.write('/refusals', `${refusal}\n`);
      await (await use()).rewriteSecrets();
    });

    test.each([
      'Error from server (Forbidden): error when replacing "STDIN": admission webhook "x" denied the request',
      'Error from server (Conflict): the object has been modified\nError from server (InternalError): error',
      'Unable to connect to the server: net/http: TLS handshake timeout',
    ])('or the reason is reported: %s', async refusal => {
      host.write('/page', page('{}'));
      host.write('/refusals', `${refusal}\n`);
      await expect((await use()).rewriteSecrets()).rejects.toMatchObject(failing);
    });

    test.each(['', '{"kind":"Status"}\n', 'null\n'])('and never counts as done after the answer %j', async answer => {
      host.write('/page', answer);
      await expect((await use()).rewriteSecrets()).rejects.toMatchObject(failing);
    });
  });

  describe('the keys of Secrets in etcd', () => {
    const entry = (name: string, value: string) => `"Key" : "/registry/secrets/n/${name}"\n"Value" : "${value}"\n`;
    const range = (entries: string, more = false) => `"Revision" : 7\n${entries}"More" : ${more}\n"Count" : 3\n`;
    const enc = (key: string) => `k8s:enc:secretbox:v1:${key}:\\x01\\nk8s:enc:secretbox:v1:key9:\\"`;

    test('are counted over all ranges, with those that are not understood', async () => {
      host.write(
        '/range-!',
        range(entry('a', enc('key1')) + entry('b', 'k8s\\x00plain') + entry('c', enc('key2')), true),
      );
      host.write('/range-c!', range(entry('d', enc('key1')) + entry('e', 'k8s:enc:new form')));
      const found = await (await use()).encryptedBy([CP1]);
      expect([...found].filter(([key]) => key.startsWith('key'))).toEqual([
        ['key1', 2],
        ['key2', 1],
      ]);
      expect(found.size).toBe(3);
    });

    test('are none where etcd has no Secret', async () => {
      host.write('/range-!', range(''));
      expect((await (await use()).encryptedBy([CP1])).size).toBe(0);
    });

    test.each([
      ['an etcd that does not answer', undefined, false],
      ['an answer that is incomplete', range(entry('a', enc('key2'))), true],
      ['no answer', '', false],
      ['a range that does not say where it ends', range('', true), false],
    ])('are unknown with %s', async (_, answer, broken) => {
      if (answer !== undefined) host.write('/range-!', answer);
      if (broken) host.write('/broken', '');
      await expect((await use()).encryptedBy([CP1])).rejects.toMatchObject(failing);
    });
  });

  describe('tokens in Secrets', () => {
    test('leave the host without their signature', async () => {
      host.write('/page', `${token('k1')}\tn/a\nno token\tn/b\n`);
      expect(await (await use()).tokenSecrets()).toEqual([{keyId: 'k1', where: 'n/a'}]);
      expect(host.commands.length).toBe(1);
    });

    test('are unknown when the answer is incomplete', async () => {
      host.write('/page', `${token('k1')}\tn/a\n`);
      host.write('/broken', '');
      await expect((await use()).tokenSecrets()).rejects.toMatchObject(failing);
    });
  });

  describe('credentials of pods', () => {
    const volume = (pod: string, path: string) =>
      `/kubelet/pods/${pod}/volumes/kubernetes.io~projected/api/..data/${path}`;

    test('are found under any name, and only files with the CA of this cluster', async () => {
      host.write(volume('p1', 'ca.crt'), ours.trimEnd());
      host.write(volume('p1', 'token'), token('k1'));
      host.write(volume('p2', 'deep/er/vault'), `${token('k2')}\n`);
      host.write(volume('p3', 'root.pem'), `# comment\n${foreign}${ours}`);
      host.write(volume('p4', 'ca.crt'), foreign.replaceAll(/[A-Z]/g, 'x'));
      const {cas, tokens} = await (await use()).podCredentials(CP1);
      expect(cas.map(({text}) => text.trim())).toEqual([ours.trim(), (foreign + ours).trim()]);
      expect(tokens.map(({keyId}) => keyId)).toEqual(['k1', 'k2']);
    });

    test('of a pod cannot add lines, end the list, or send escape sequences to a terminal', async () => {
      const lines = `token\t${header('evil')}\tx\nend\n`;
      host.write(volume('p1', `a\n\x1b[2Jtoken\tx\ty`), `${token('k1')}\n${lines}`);
      host.write(volume('p2', 'ca.crt'), `${lines}${ours}${lines}`);
      const {cas, tokens} = await (await use()).podCredentials(CP1);
      expect(cas.map(({text}) => text.trim())).toEqual([ours.trim()]);
      expect(tokens.map(({keyId}) => keyId)).toEqual(['k1']);
      for (const {where} of [...cas, ...tokens]) expect(where).toMatch(/^cp1: [a-z0-9/.~]+$/);
    });

    test('are unknown where the directory of the kubelet, or the CA, cannot be read', async () => {
      await expect((await use()).podCredentials(CP1)).rejects.toMatchObject(failing);
      host.write(volume('p1', 'ca.crt'), ours);
      rmSync(host.at('/ca.crt'));
      await expect((await use()).podCredentials(CP1)).rejects.toMatchObject(failing);
    });
  });
});
