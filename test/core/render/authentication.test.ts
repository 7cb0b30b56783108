import {expect, test} from 'vitest';
import type {IssuerConfig} from '../../../src/core/model/authentication.js';
import {authenticationConfiguration} from '../../../src/core/render/kubernetes/authentication.js';

const issuer: IssuerConfig = {
  url: 'https://login.example.com',
  audiences: ['kubernetes'],
  username: {claim: 'email', prefix: 'oidc:'},
  claimValidationRules: [],
  userValidationRules: [],
};

test('without issuers only the health endpoints are open, to anonymous clients', () => {
  expect(authenticationConfiguration('1.36.3')).toEqual({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    anonymous: {enabled: true, conditions: [{path: '/livez'}, {path: '/readyz'}, {path: '/healthz'}]},
  });
});

test('an issuer is rendered as Kubernetes names its parts, and anonymous clients stay as they are', () => {
  const full: IssuerConfig = {
    ...issuer,
    discoveryUrl: 'https://internal.example.com/openid',
    audiences: ['kubernetes', 'kubectl'],
    ca: '/home/me/ca.pem',
    caCertificates: '-----BEGIN CERTIFICATE-----\n',
    groups: {expression: 'claims.roles'},
    claimValidationRules: [{claim: 'hd', requiredValue: 'example.com'}],
    userValidationRules: [{expression: 'user.username != ""', message: 'empty'}],
  };
  const {anonymous} = authenticationConfiguration('1.36.3');
  expect(authenticationConfiguration('1.36.3', {issuers: [full, issuer]})).toEqual({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    anonymous,
    jwt: [
      {
        issuer: {
          url: 'https://login.example.com',
          discoveryURL: 'https://internal.example.com/openid',
          certificateAuthority: '-----BEGIN CERTIFICATE-----\n',
          audiences: ['kubernetes', 'kubectl'],
          audienceMatchPolicy: 'MatchAny',
        },
        claimValidationRules: [{claim: 'hd', requiredValue: 'example.com'}],
        claimMappings: {
          username: {claim: 'email', prefix: 'oidc:'},
          groups: {expression: 'claims.roles'},
        },
        userValidationRules: [{expression: 'user.username != ""', message: 'empty'}],
      },
      {
        issuer: {url: 'https://login.example.com', audiences: ['kubernetes']},
        claimMappings: {username: {claim: 'email', prefix: 'oidc:'}},
      },
    ],
  });
});

test.each([
  ['1.33.0', 'apiserver.config.k8s.io/v1beta1'],
  ['1.34.0', 'apiserver.config.k8s.io/v1'],
])('Kubernetes %s reads %s', (version, apiVersion) => {
  expect(authenticationConfiguration(version, {issuers: [issuer]}).apiVersion).toBe(apiVersion);
});
