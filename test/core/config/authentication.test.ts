import {expect, test} from 'vitest';
import {clusterYaml, configOf, problemOf} from './support.js';

const issuer = (more = '', url = 'https://login.example.com') =>
  `{url: "${url}", audiences: [kubernetes], username: {claim: email, prefix: "oidc:"}${more === '' ? '' : `, ${more}`}}`;
const withIssuers = (...issuers: readonly string[]) =>
  clusterYaml({spec: `authentication: {issuers: [${issuers.join(', ')}]}`});

test('an issuer has its audiences, its claims and its rules', () => {
  const more =
    'groups: {expression: "claims.roles.split(\',\')"}, claimValidationRules: [{claim: hd, requiredValue: example.com}], userValidationRules: [{expression: "!user.username.startsWith(\'system:\')", message: reserved}]';
  expect(configOf(withIssuers(issuer(more))).authentication).toEqual({
    issuers: [
      {
        url: 'https://login.example.com',
        audiences: ['kubernetes'],
        username: {claim: 'email', prefix: 'oidc:'},
        groups: {expression: "claims.roles.split(',')"},
        claimValidationRules: [{claim: 'hd', requiredValue: 'example.com'}],
        userValidationRules: [{expression: "!user.username.startsWith('system:')", message: 'reserved'}],
      },
    ],
  });
});

test('a file without it has none', () => {
  expect(configOf(clusterYaml())).not.toHaveProperty('authentication');
});

test('an empty prefix is a prefix', () => {
  expect(configOf(withIssuers(issuer('groups: {claim: groups, prefix: ""}'))).authentication?.issuers).toHaveLength(1);
});

/** What an API server refuses when it starts. */
test.each([
  ['a URL without TLS', withIssuers(issuer('', 'http://login.example.com')), 'config/wrong-value'],
  ['a URL with credentials', withIssuers(issuer('', 'https://a:b@login.example.com')), 'config/wrong-value'],
  ['a URL with a query', withIssuers(issuer('', 'https://login.example.com?a=b')), 'config/wrong-value'],
  ['a discovery URL without TLS', withIssuers(issuer('discoveryUrl: "http://a.example.com"')), 'config/wrong-value'],
  ['no audience', withIssuers(issuer().replace('[kubernetes]', '[]')), 'config/wrong-value'],
  ['no issuer', withIssuers(), 'config/wrong-value'],
  ['one URL twice', withIssuers(issuer(), issuer()), 'config/duplicate-issuer'],
  [
    'a discovery URL that is the URL',
    withIssuers(issuer('discoveryUrl: "https://login.example.com"')),
    'config/duplicate-issuer',
  ],
  [
    'the issuer of service accounts',
    withIssuers(issuer('', 'https://kubernetes.default.svc.cluster.local')),
    'config/duplicate-issuer',
  ],
  ['a claim without a prefix', withIssuers(issuer('groups: {claim: groups}')), 'config/claim-mapping'],
  [
    'a claim and an expression',
    withIssuers(issuer('groups: {claim: a, prefix: "", expression: b}')),
    'config/claim-mapping',
  ],
  ['neither claim nor expression', withIssuers(issuer('groups: {}')), 'config/claim-mapping'],
  ['a rule without a value', withIssuers(issuer('claimValidationRules: [{claim: hd}]')), 'config/claim-mapping'],
  ['a rule with nothing', withIssuers(issuer('claimValidationRules: [{message: a}]')), 'config/claim-mapping'],
])('%s is refused', (_, text, code) => {
  expect(problemOf(text)).toMatchObject({code, level: 'error'});
});

test.each(['oidc-issuer-url', 'oidc-client-id', 'oidc-groups-claim'])('the flag %s names the setting', flag => {
  const {code, suggestion} = problemOf(clusterYaml({spec: `extraArgs: {kube-apiserver: [{name: ${flag}, value: x}]}`}));
  expect([code, suggestion]).toEqual(['config/owned-flag', expect.stringContaining('spec.authentication.issuers')]);
});
