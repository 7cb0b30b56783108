import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {kubeconfigText, personalKubeconfigText} from '../../../src/core/pki/kubeconfig.js';
import {credentialsIn} from '../../../src/core/render/host-kubeconfig.js';

const parts = {
  clusterName: 'demo',
  server: 'https://10.0.0.11:6443',
  user: 'kubernetes-admin',
  caPem: 'the CA\n',
  certPem: 'the certificate\n',
  keyPem: 'the key\n',
};
const CREDENTIALS = {caPem: parts.caPem, certPem: parts.certPem, keyPem: parts.keyPem};
const TEXT = kubeconfigText(parts);
const read = (text: string | Uint8Array) => credentialsIn(Buffer.from(text));
const unexpected = (text: string | Uint8Array): string => {
  const found = read(text);
  return 'unexpected' in found ? found.unexpected : 'nothing';
};

describe('the credentials of a kubeconfig are taken', () => {
  test.each([
    ['as quorate writes it for a host', TEXT],
    ['as quorate writes it for a person', personalKubeconfigText(parts)],
    ['with the preferences that kubectl writes', `${TEXT}preferences: {}\n`],
    ['with quotes and carriage returns', TEXT.replace(/server: (.*)/, 'server: "$1"').replaceAll('\n', '\r\n')],
    ['with its lists in another order', [...TEXT.split('\n').slice(13), ...TEXT.split('\n').slice(0, 13)].join('\n')],
    ['with the name of a number', kubeconfigText({...parts, clusterName: '2026'})],
    [
      'as JSON',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{name: 'a', cluster: {server: 's', 'certificate-authority-data': btoa(parts.caPem)}}],
        users: [
          {name: 'b', user: {'client-certificate-data': btoa(parts.certPem), 'client-key-data': btoa(parts.keyPem)}},
        ],
        contexts: [{name: 'c', context: {cluster: 'a', user: 'b'}}],
        'current-context': 'c',
      }),
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(CREDENTIALS);
  });
});

const inUser = (lines: string) => TEXT.replace('  user:\n', `  user:\n${lines}`);
const inCluster = (lines: string) => TEXT.replace('- cluster:\n', `- cluster:\n${lines}`);
const EXEC = '    exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, touch /tmp/owned]}\n';

describe('a kubeconfig of a host is refused', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['with a program that kubectl would start', inUser(EXEC), 'users.user.exec'],
    ['with only such a program', TEXT.replace(/ {4}client-[\s\S]*$/, EXEC), 'users.user.exec'],
    ['with an auth provider', inUser('    auth-provider: {name: oidc}\n'), 'users.user.auth-provider'],
    ['with a token', inUser('    token: abc\n'), 'users.user.token'],
    ['with a file of a token', inUser('    tokenFile: /etc/shadow\n'), 'users.user.tokenFile'],
    ['with a password', inUser('    username: a\n    password: b\n'), 'users.user.username'],
    ['with impersonation', inUser('    as: system:admin\n'), 'users.user.as'],
    [
      'with a key in a file',
      TEXT.replace(/client-key-data: .*/, 'client-key: /root/.ssh/id_rsa'),
      'users.user.client-key',
    ],
    ['with a proxy', inCluster('    proxy-url: http://192.0.2.1\n'), 'clusters.cluster.proxy-url'],
    [
      'without verification of the server',
      inCluster('    insecure-skip-tls-verify: true\n'),
      'insecure-skip-tls-verify',
    ],
    ['with another name of the server', inCluster('    tls-server-name: x\n'), 'clusters.cluster.tls-server-name'],
    ['with a CA in a file', inCluster('    certificate-authority: /x\n'), 'clusters.cluster.certificate-authority'],
    ['with extensions', `${TEXT}extensions: []\n`, 'extensions'],
    ['with preferences', `${TEXT}preferences: {colors: true}\n`, 'preferences.colors'],
    [
      'with a second cluster',
      TEXT.replace('contexts:', '- cluster: {server: x}\n  name: production\ncontexts:'),
      '2 clusters',
    ],
    ['with a second user', `${TEXT}- name: other\n  user: {}\n`, '2 users'],
    [
      'with a second context',
      TEXT.replace('current-context', '- context: {}\n  name: x\ncurrent-context'),
      '2 contexts',
    ],
    [
      'with no cluster',
      TEXT.replace(/- cluster:[\s\S]*?contexts/, 'contexts').replace('clusters:', 'clusters: []'),
      '0 clusters',
    ],
    [
      'with a context of another user',
      TEXT.replace('    user: kubernetes-admin', '    user: other'),
      'contexts.context.user',
    ],
    [
      'with a context of another cluster',
      TEXT.replace('    cluster: demo', '    cluster: x'),
      'contexts.context.cluster',
    ],
    ['with another current context', TEXT.replace(/current-context: .*/, 'current-context: x'), 'current-context'],
    ['with a field twice', inUser('    client-key-data: YQ==\n'), 'client-key-data twice'],
    ['with a list twice', `${TEXT}users: []\n`, 'users twice'],
    ['without a key', TEXT.replace(/ *client-key-data: .*\n/, ''), 'no field users.user.client-key-data'],
    ['without a kind', TEXT.replace('kind: Config\n', ''), 'no field kind'],
    ['of another kind', TEXT.replace('kind: Config', 'kind: Pod'), 'kind'],
    ['with an anchor', TEXT.replace('server: https', 'server: &a https'), 'clusters.cluster.server'],
    [
      'with an alias',
      TEXT.replace('name: demo', 'name: &a demo').replace('cluster: demo', 'cluster: *a'),
      'clusters.name',
    ],
    ['with a merge key', inUser('    <<: {exec: {}}\n'), 'users.user.<<'],
    ['with a tag', TEXT.replace('server: ', 'server: !!binary '), 'clusters.cluster.server'],
    ['with a key that is a map', `${TEXT}? {a: b}\n: c\n`, 'name of a field'],
    ['with a value that is no base64', TEXT.replace(/client-key-data: .*/, 'client-key-data: "%%%"'), 'base64'],
    ['with an empty value', TEXT.replace(/client-key-data: .*/, 'client-key-data:'), 'base64'],
    [
      'with a list in place of a text',
      TEXT.replace(/client-key-data: .*/, 'client-key-data: [YQ==]'),
      'client-key-data',
    ],
    ['with a second document', `${TEXT}---\n${TEXT}`, 'YAML'],
    ['with an escape sequence', `${TEXT}# \x1b]0;title\x07\n`, 'control characters'],
    ['with a character that turns the text around', `${TEXT}# \u202e\n`, 'control characters'],
    ['with a NUL', `${TEXT}\0`, 'control characters'],
    ['with bytes that are no text', Buffer.concat([Buffer.from(TEXT), Buffer.from([0xff, 0xfe])]), 'UTF-8'],
    ['that is a text', 'hello', 'top level'],
    ['that is a list', '- a\n', 'top level'],
    ['that is empty', '', 'top level'],
    ['that is no YAML', 'clusters: [\n', 'YAML'],
    ['with other fields', 'a: b', 'a'],
    ['that is huge', '#'.repeat(300 * 1024), 'bytes'],
  ])('%s', (_, text, what) => {
    expect(unexpected(text)).toContain(what);
  });
});

describe('what hostile hosts send', () => {
  const filled = (unit: string, characters: number) => unit.repeat(Math.floor(characters / unit.length));

  test.each([
    '[',
    '{a: ',
    '- ',
    '? ',
    'a: b\n',
    '&a ',
    '*a ',
    '"',
    "'",
    '|\n',
    '# \n',
    '---\n',
    ': ',
    '!a ',
    '%A\n',
    ',',
    '- - a\n',
    '  a:\n',
  ])('is refused, repeated as often as there is room: %j', unit => {
    expect(unexpected(filled(unit, 256 * 1024))).toContain('more text');
    expect(unexpected(filled(unit, 4096))).not.toBe('nothing');
  });

  test('is named without control characters, also where YAML escapes them', () => {
    expect(unexpected(`"\\x1b]0;title\\a\\u202e${'x'.repeat(500)}": a\n`)).toMatch(
      /^has the field \?\]0;title\?\?x{80,100}$/,
    );
  });

  test('never crashes the reader, gives nothing else than credentials, and has no control characters in the answer', () => {
    const lines = TEXT.split('\n');
    const mutated = fc
      .array(
        fc.record({at: fc.nat(lines.length), insert: fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom(...lines))}),
        {
          maxLength: 3,
        },
      )
      .map(changes => changes.reduce((all, {at, insert}) => all.toSpliced(at, 1, insert), lines).join('\n'));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({unit: 'binary'})), text => {
        const found = read(text);
        if ('unexpected' in found) expect(found.unexpected).not.toMatch(/[\p{C}]/u);
        else expect(Object.keys(found)).toEqual(['caPem', 'certPem', 'keyPem']);
      }),
      {numRuns: 300},
    );
  });
});
