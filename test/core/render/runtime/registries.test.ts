import {describe, expect, test} from 'vitest';
import type {RegistryConfig} from '../../../../src/core/model/config.js';
import {hostsToml, NO_ENTRY} from '../../../../src/core/render/runtime/hosts-toml.js';
import {registryFiles, registryOperatorFiles} from '../../../../src/core/render/runtime/registries.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {rendered} from '../../../support/rendering.js';

const CERTS = '/etc/containerd/certs.d';
const open: RegistryConfig = {host: 'quay.io', mirrors: ['https://mirror.example.com']};
const withCa: RegistryConfig = {host: 'registry.example.com:5000', mirrors: [], ca: '/ca.crt'};
const secret: RegistryConfig = {host: 'docker.io', mirrors: [], credentials: {tokenEnv: 'TOKEN'}};
const fallback: RegistryConfig = {host: '_default', mirrors: ['https://all.example.com']};

const on = (registries: readonly RegistryConfig[], owned: readonly string[] = []) => {
  const facts = {owned: new Set(owned)};
  return {
    files: registryFiles({registries}, facts),
    operatorFiles: registryOperatorFiles({registries}, facts),
  };
};

describe('a registry', () => {
  test('without CA and credentials is a file that everyone may read', () => {
    expect(on([open])).toEqual({
      files: [{path: `${CERTS}/quay.io/hosts.toml`, mode: '644', text: hostsToml(open)}],
      operatorFiles: [],
    });
  });

  test('with a CA has that file of the operator beside its hosts.toml', () => {
    const {files, operatorFiles} = on([withCa]);
    expect(files.map(({path}) => path)).toEqual([`${CERTS}/registry.example.com_5000_/hosts.toml`]);
    expect(operatorFiles).toEqual([
      {
        path: `${CERTS}/registry.example.com_5000_/ca.crt`,
        mode: '644',
        source: 'registry-ca/registry.example.com:5000',
      },
    ]);
  });

  test('with credentials is a file of mode 600 that is not rendered', () => {
    expect(on([secret])).toEqual({
      files: [],
      operatorFiles: [{path: `${CERTS}/docker.io/hosts.toml`, mode: '600', source: 'registry-hosts/docker.io'}],
    });
  });
});

describe('a registry that is no longer configured', () => {
  const left = [`${CERTS}/quay.io/hosts.toml`, `${CERTS}/quay.io/ca.crt`, `${CERTS}/quay.io`];

  test('has a hosts.toml without settings', () => {
    expect(on([], left)).toEqual({
      files: [{path: `${CERTS}/quay.io/hosts.toml`, mode: '644', text: NO_ENTRY}],
      operatorFiles: [],
    });
  });

  test('has the settings of the default registry, as any other without an entry', () => {
    expect(on([fallback], left).files).toEqual([
      {path: `${CERTS}/_default/hosts.toml`, mode: '644', text: hostsToml(fallback)},
      {path: `${CERTS}/quay.io/hosts.toml`, mode: '644', text: hostsToml(fallback)},
    ]);
  });

  test('has the credentials of the default registry', () => {
    const {files, operatorFiles} = on([{...fallback, credentials: {tokenEnv: 'TOKEN'}}], left);
    expect(files).toEqual([]);
    expect(operatorFiles).toEqual(
      ['_default', 'quay.io'].map(each => ({
        path: `${CERTS}/${each}/hosts.toml`,
        mode: '600',
        source: 'registry-hosts/_default',
      })),
    );
  });

  test('is left alone where quorate did not write it', () => {
    expect(on([], ['/etc/containerd/config.toml', `${CERTS}/../x/hosts.toml`])).toEqual({files: [], operatorFiles: []});
  });
});

test('containerd is not restarted for registries: they are not among the inputs of its unit', () => {
  const unitOf = (registries: readonly RegistryConfig[]) =>
    rendered('w1', {config: clusterConfig('stacked', {registries}), facts: machineFacts()}).files.find(({path}) =>
      path.endsWith('/containerd.service'),
    )!.text;
  expect(unitOf([open, withCa, secret, fallback])).toBe(unitOf([]));
});
