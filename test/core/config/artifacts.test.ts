import {describe, expect, test} from 'vitest';
import {clusterYaml, configOf, problemOf, problemsOf} from './support.js';

const file = (spec: string) => clusterYaml({spec});
/** `spec.artifacts` starts in line 6. */
const artifacts = (...lines: readonly string[]) => file(`artifacts:\n${lines.map(line => `  ${line}`).join('\n')}`);
const registries = (...entries: readonly string[]) =>
  file(`registries:\n${entries.map(entry => `  - {${entry}}`).join('\n')}`);
const found = (text: string) =>
  problemsOf(text).map(({code, level, path, line, column}) => [code, level, path, line, column]);

const MIRROR = 'mirror: https://files.example.com/k8s';

describe('spec.artifacts', () => {
  test.each([
    ['nothing', '{}'],
    ['a mirror alone', `{${MIRROR}}`],
    ['source: mirror with its URL', `{source: mirror, ${MIRROR}}`],
    ['source: upstream', '{source: upstream, ca: ca.crt, lock: a.json}'],
    ['source: bundle', '{source: bundle, bundle: ../bundle}'],
    ['a mirror and a bundle for hosts that cannot download', `{${MIRROR}, bundle: ../bundle}`],
    ['a token of a file', `{${MIRROR}, credentials: {tokenFile: t}}`],
    ['a password of a variable', `{${MIRROR}, credentials: {username: u, passwordEnv: P}}`],
    ['the digest of the lock', `{source: upstream, lockSha256: ${'a'.repeat(64)}}`],
  ])('accepts %s', (_, settings) => {
    expect(found(file(`artifacts: ${settings}`))).toEqual([]);
  });

  test.each<readonly [string, readonly string[], string, string, number, number]>([
    ['source: mirror without URL', ['source: mirror'], 'config/missing-key', 'source', 7, 13],
    ['a mirror with source: bundle', ['source: bundle', MIRROR], 'config/unused-key', 'mirror', 8, 13],
    ['a mirror with source: upstream', [MIRROR, 'source: upstream'], 'config/unused-key', 'mirror', 7, 13],
    ['an unknown source', ['source: internet'], 'config/wrong-value', 'source', 7, 13],
    ['credentials without mirror', ['credentials: {tokenFile: t}'], 'config/unused-key', 'credentials', 7, 5],
    ['a mirror that is no URL', ['mirror: files.example.com'], 'config/wrong-value', 'mirror', 7, 13],
    ['a mirror of another protocol', ['mirror: ftp://files.example.com'], 'config/wrong-value', 'mirror', 7, 13],
    [
      'a mirror with a password in its URL',
      ['mirror: https://me:pw@files.example.com'],
      'config/wrong-value',
      'mirror',
      7,
      13,
    ],
    ['a mirror with a query', ['mirror: https://files.example.com/?a=b'], 'config/wrong-value', 'mirror', 7, 13],
    ['a lock file for uploads', ['source: bundle', 'lock: a.json'], 'config/unused-key', 'lock', 8, 11],
    ['a lock file and the default source', ['lock: a.json'], 'config/unused-key', 'lock', 7, 11],
    [
      'the digest of a lock file for uploads',
      ['source: bundle', `lockSha256: ${'a'.repeat(64)}`],
      'config/unused-key',
      'lockSha256',
      8,
      17,
    ],
    ['a CA for uploads', ['source: bundle', 'ca: ca.crt'], 'config/unused-key', 'ca', 8, 9],
    ['a digest that is too short', ['source: upstream', 'lockSha256: abc'], 'config/wrong-value', 'lockSha256', 8, 17],
  ])('with %s is an error', (_, lines, code, key, line, column) => {
    expect(found(artifacts(...lines))).toEqual([[code, 'error', `spec.artifacts.${key}`, line, column]]);
  });

  test('with credentials for an http mirror is a warning', () => {
    expect(found(artifacts('mirror: http://10.0.0.5:8080', 'credentials: {tokenFile: t}'))).toEqual([
      ['config/credentials-without-tls', 'warning', 'spec.artifacts.mirror', 7, 13],
    ]);
  });

  test('has its mirror without a slash at the end', () => {
    expect(configOf(artifacts(`${MIRROR}//`)).artifacts.mirror).toBe('https://files.example.com/k8s');
  });
});

describe('credentials', () => {
  const of = (settings: string) => registries(`host: quay.io, credentials: {${settings}}`);

  test.each(['username: u, passwordFile: p', 'username: u, passwordEnv: P', 'tokenFile: t', 'tokenEnv: T'])(
    'are %s',
    settings => {
      expect(found(of(settings))).toEqual([]);
    },
  );

  test.each([
    '',
    'username: u',
    'passwordFile: p',
    'passwordEnv: P',
    'username: u, tokenFile: t',
    'username: u, passwordFile: p, passwordEnv: P',
    'username: u, passwordFile: p, tokenFile: t',
    'tokenFile: t, tokenEnv: T',
    'passwordFile: p, tokenFile: t',
  ])('are not {%s}', settings => {
    expect(problemOf(of(settings))).toMatchObject({
      code: 'config/bad-credentials',
      path: 'spec.registries[0].credentials',
      line: 7,
      column: 23,
    });
  });

  test('have no user name with a colon', () => {
    expect(problemOf(of('username: "a:b", passwordFile: p'))).toMatchObject({
      code: 'config/bad-credentials',
      path: 'spec.registries[0].credentials.username',
    });
  });

  test.each(['token: abc', 'password: abc', 'username: u, password: abc'])('are never in the file: {%s}', settings => {
    expect(found(of(settings)).map(([code]) => code)).toContain('config/unknown-key');
  });
});

describe('spec.registries', () => {
  test.each([
    'host: docker.io',
    'host: registry.example.com:5000, ca: ca.crt',
    'host: localhost:5000',
    'host: 10.0.0.5:5000, mirrors: ["http://10.0.0.6:5000"]',
    'host: _default, mirrors: ["https://mirror.example.com"]',
    'host: quay.io, mirrors: ["https://mirror.example.com/v2/quay", "https://other.example.com"]',
    'host: quay.io, mirrors: ["https://[fd00::5]:5000"], credentials: {tokenEnv: T}',
  ])('accepts {%s}', entry => {
    expect(found(registries(entry))).toEqual([]);
  });

  test.each<readonly [string, string, string, number, number]>([
    ['host: https://docker.io', 'config/wrong-value', 'spec.registries[0].host', 7, 14],
    ['host: docker.io/library', 'config/wrong-value', 'spec.registries[0].host', 7, 14],
    ['host: Docker.io', 'config/wrong-value', 'spec.registries[0].host', 7, 14],
    ['host: ../x', 'config/wrong-value', 'spec.registries[0].host', 7, 14],
    ['host: "quay.io:x"', 'config/wrong-value', 'spec.registries[0].host', 7, 14],
    ['host: quay.io, mirrors: [mirror.example.com]', 'config/wrong-value', 'spec.registries[0].mirrors[0]', 7, 33],
    ['host: quay.io, mirrors: ["https://a b"]', 'config/wrong-value', 'spec.registries[0].mirrors[0]', 7, 33],
    ['host: quay.io, mirrors: ["https://u:p@m"]', 'config/wrong-value', 'spec.registries[0].mirrors[0]', 7, 33],
    ['host: _default', 'config/missing-key', 'spec.registries[0]', 7, 7],
  ])('rejects {%s}', (entry, code, path, line, column) => {
    expect(found(registries(entry))).toEqual([[code, 'error', path, line, column]]);
  });

  test('rejects a second entry for a registry', () => {
    const text = registries('host: quay.io', 'host: docker.io', 'host: quay.io');
    expect(found(text)).toEqual([['config/duplicate-key', 'error', 'spec.registries[2].host', 9, 14]]);
    expect(problemOf(text).message).toContain('(line 7)');
  });

  test('warns about credentials for an http mirror, at the mirror', () => {
    const text = registries(
      'host: quay.io, mirrors: ["https://a.example.com", "http://b.example.com"], credentials: {tokenEnv: T}',
    );
    expect(found(text)).toEqual([
      ['config/credentials-without-tls', 'warning', 'spec.registries[0].mirrors[1]', 7, 58],
    ]);
  });

  test('has its mirrors without a slash at the end', () => {
    expect(configOf(registries('host: quay.io, mirrors: ["https://a.example.com/"]')).registries[0]?.mirrors).toEqual([
      'https://a.example.com',
    ]);
  });
});

describe('spec.proxy', () => {
  test.each(['http: http://proxy:3128', 'https: http://proxy:3128, noProxy: [.example.com, 10.0.0.0/8, "fd00::/8"]'])(
    'accepts {%s}',
    proxy => {
      expect(found(file(`proxy: {${proxy}}`))).toEqual([]);
    },
  );

  test.each<readonly [string, string, string, number, number]>([
    ['noProxy: [.example.com]', 'config/missing-key', 'spec.proxy', 6, 3],
    ['http: "http://u:p@proxy:3128"', 'config/wrong-value', 'spec.proxy.http', 6, 17],
    ['https: http://proxy:3128/path', 'config/wrong-value', 'spec.proxy.https', 6, 18],
    ['http: http://proxy, noProxy: ["10.0.0.0/99"]', 'config/wrong-value', 'spec.proxy.noProxy[0]', 6, 41],
    ['http: http://proxy, noProxy: ["://"]', 'config/wrong-value', 'spec.proxy.noProxy[0]', 6, 41],
    ['http: http://proxy, noProxy: ["a,b"]', 'config/wrong-value', 'spec.proxy.noProxy[0]', 6, 41],
    ['http: http://proxy, noProxy: ["a b"]', 'config/wrong-value', 'spec.proxy.noProxy[0]', 6, 41],
  ])('rejects {%s}', (proxy, code, path, line, column) => {
    expect(found(file(`proxy: {${proxy}}`))).toEqual([[code, 'error', path, line, column]]);
  });
});
