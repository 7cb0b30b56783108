import {describe, expect, test} from 'vitest';
import type {RegistryConfig} from '../../../../src/core/model/config.js';
import {folderOfHostsToml, hostsToml, registryFolder} from '../../../../src/core/render/runtime/hosts-toml.js';

const registry = (host: string, more: Partial<RegistryConfig> = {}): RegistryConfig => ({host, mirrors: [], ...more});
const SOURCE = '# From spec.registries in cluster.yaml.';
const text = (...lines: readonly string[]) => [SOURCE, ...lines, ''].join('\n');

describe('hosts.toml', () => {
  test('of a registry with a CA and a token', () => {
    expect(hostsToml(registry('registry.example.com:5000', {ca: './ca.crt'}), 'Bearer abc')).toBe(
      text(
        'server = "https://registry.example.com:5000"',
        'ca = "/etc/containerd/certs.d/registry.example.com_5000_/ca.crt"',
        '',
        '[header]',
        'Authorization = "Bearer abc"',
      ),
    );
  });

  test('of docker.io with mirrors: they have the credentials, and the registry is asked last', () => {
    const mirrors = ['https://mirror.example.com', 'https://harbor.example.com/v2/dockerhub', 'http://10.0.0.5:5000'];
    expect(hostsToml(registry('docker.io', {mirrors, ca: 'ca.crt'}), 'Basic YTpi')).toBe(
      text(
        'server = "https://registry-1.docker.io"',
        'ca = "/etc/containerd/certs.d/docker.io/ca.crt"',
        '',
        '[host."https://mirror.example.com"]',
        'capabilities = ["pull", "resolve"]',
        'ca = "/etc/containerd/certs.d/docker.io/ca.crt"',
        '[host."https://mirror.example.com".header]',
        'Authorization = "Basic YTpi"',
        '',
        '[host."https://harbor.example.com/v2/dockerhub"]',
        'capabilities = ["pull", "resolve"]',
        'ca = "/etc/containerd/certs.d/docker.io/ca.crt"',
        'override_path = true',
        '[host."https://harbor.example.com/v2/dockerhub".header]',
        'Authorization = "Basic YTpi"',
        '',
        '[host."http://10.0.0.5:5000"]',
        'capabilities = ["pull", "resolve"]',
        '[host."http://10.0.0.5:5000".header]',
        'Authorization = "Basic YTpi"',
      ),
    );
  });

  test('of the default registry has no server, and its CA is for its mirrors only', () => {
    expect(hostsToml(registry('_default', {mirrors: ['https://mirror.example.com'], ca: 'ca.crt'}))).toBe(
      text(
        '',
        '[host."https://mirror.example.com"]',
        'capabilities = ["pull", "resolve"]',
        'ca = "/etc/containerd/certs.d/_default/ca.crt"',
      ),
    );
  });

  test.each(['localhost', 'localhost:5000', '127.0.0.1:5000', '127.1.2.3'])(
    'of %s has no server, because it may speak http',
    host => {
      expect(hostsToml(registry(host))).toBe(text());
    },
  );

  test('names a repeated mirror once: containerd would reject the file', () => {
    const mirror = 'https://mirror.example.com';
    expect(hostsToml(registry('quay.io', {mirrors: [mirror, mirror]})).split('[host.')).toHaveLength(2);
  });

  test('escapes quotes and backslashes of a token', () => {
    expect(hostsToml(registry('quay.io'), 'Bearer a"b\\c')).toContain('Authorization = "Bearer a\\"b\\\\c"');
  });
});

describe('the folder of a registry', () => {
  test.each([
    ['docker.io', '/etc/containerd/certs.d/docker.io'],
    ['registry.example.com:5000', '/etc/containerd/certs.d/registry.example.com_5000_'],
    ['10.0.0.5:443', '/etc/containerd/certs.d/10.0.0.5_443_'],
    ['_default', '/etc/containerd/certs.d/_default'],
  ])('of %s is %s, and its hosts.toml is recognised on a host', (host, folder) => {
    expect(registryFolder(host)).toBe(folder);
    expect(folderOfHostsToml(`${folder}/hosts.toml`)).toBe(folder);
  });

  test.each([
    '/etc/containerd/certs.d/hosts.toml',
    '/etc/containerd/certs.d/../hosts.toml',
    '/etc/containerd/certs.d/a/../../../shadow/hosts.toml',
    '/etc/containerd/certs.d/a/b/hosts.toml',
    '/etc/containerd/certs.d/a/hosts.toml\n',
    '/etc/containerd/certs.d/docker.io/ca.crt',
    '/etc/passwd',
  ])('is not found in the path %j', path => {
    expect(folderOfHostsToml(path)).toBeUndefined();
  });
});
