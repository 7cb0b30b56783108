import {expect, test} from 'vitest';
import {proxyFor} from '../../../../src/io/bundle/download/proxy.js';

const PROXY = 'http://proxy.example.com:3128';

test.each([
  ['https://dl.k8s.io/x', {HTTPS_PROXY: PROXY}, PROXY],
  ['https://dl.k8s.io/x', {https_proxy: PROXY, HTTPS_PROXY: 'http://other:1'}, PROXY],
  ['https://dl.k8s.io/x', {ALL_PROXY: PROXY}, PROXY],
  ['https://dl.k8s.io/x', {HTTPS_PROXY: 'proxy.example.com:3128'}, PROXY],
  ['https://dl.k8s.io/x', {HTTP_PROXY: PROXY}, undefined],
  ['https://dl.k8s.io/x', {HTTPS_PROXY: ''}, undefined],
  ['https://dl.k8s.io/x', {}, undefined],
  ['http://mirror.example.com/x', {HTTP_PROXY: PROXY}, PROXY],
  ['http://mirror.example.com/x', {HTTPS_PROXY: PROXY}, undefined],
])('%s with %j is asked for through %s', (url, env, expected) => {
  expect(proxyFor(new URL(url), env)?.origin).toBe(expected);
});

test.each([
  ['https://files.example.com/x', 'files.example.com', true],
  ['https://files.example.com/x', 'FILES.example.com', true],
  ['https://files.example.com/x', 'example.com', true],
  ['https://files.example.com/x', '.example.com', true],
  ['https://files.example.com/x', '*.example.com', true],
  ['https://notexample.com/x', 'example.com', false],
  ['https://files.example.com/x', 'localhost, .internal ,files.example.com', true],
  ['https://files.example.com/x', 'files.example.com:443', true],
  ['https://files.example.com/x', 'files.example.com:8443', false],
  ['https://files.example.com:8443/x', 'files.example.com:8443', true],
  ['https://files.example.com/x', '*', true],
  ['https://files.example.com/x', '', false],
  ['http://10.1.2.3/x', '10.1.2.3', true],
  ['http://10.1.2.3/x', '10.0.0.0/8', true],
  ['http://192.168.1.1/x', '10.0.0.0/8', false],
  ['http://files.example.com/x', '10.0.0.0/8', false],
  ['http://[fd00::5]/x', 'fd00::/64', true],
  ['http://[fd00::5]/x', '[fd00::5]', true],
  ['http://[fd00::5]:80/x', '[fd00::5]:80', true],
])('%s with NO_PROXY=%s is exempt: %s', (url, noProxy, isExempt) => {
  const env = {HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, NO_PROXY: noProxy};
  expect(proxyFor(new URL(url), env) === undefined).toBe(isExempt);
});

test.each(['socks5://proxy:1080', 'http://', 'ftp://proxy', '::'])('%s is refused as a proxy', value => {
  expect(() => proxyFor(new URL('https://dl.k8s.io/'), {HTTPS_PROXY: value})).toThrow(
    expect.objectContaining({code: 'download/proxy', message: expect.stringContaining('HTTPS_PROXY')}),
  );
});
