import {describe, expect, test} from 'vitest';
import {clusterYaml, configOf, hostYaml, problemOf, problemsOf} from './support.js';

const cp1 = hostYaml('cp1', '10.0.0.11', 'control-plane');
const FILES = 'caFile: ca.crt, certFile: client.crt, keyFile: client.key';
const file = (etcd: string, {topology = 'external', hosts = cp1, more = ''} = {}) =>
  clusterYaml({spec: `topology: ${topology}\netcd: {${etcd}}${more}`, hosts});
const codes = (text: string) => problemsOf(text).map(({code}) => code);

describe('an unmanaged etcd', () => {
  test('has client URLs and the files of a client', () => {
    const config = configOf(file(`endpoints: ["https://10.0.0.41:2379", "https://[fd00::5]:2379"], ${FILES}`));
    expect(config.etcd).toEqual({
      unmanagedEtcd: {
        endpoints: ['https://10.0.0.41:2379', 'https://[fd00::5]:2379'],
        caFile: 'ca.crt',
        certFile: 'client.crt',
        keyFile: 'client.key',
      },
    });
  });

  test.each([
    'http://10.0.0.41:2379',
    'https://10.0.0.41',
    '10.0.0.41:2379',
    'https://10.0.0.41:2379/',
    'https://10.0.0.256:2379',
    'https://10.0.0.41:99999',
    'https://me@10.0.0.41:2379',
  ])('with the URL %s is an error', url => {
    expect(problemOf(file(`endpoints: ["${url}"], ${FILES}`))).toMatchObject({
      code: 'config/wrong-value',
      path: 'spec.etcd.endpoints[0]',
      line: 7,
    });
  });

  test('needs all three files, with an error for each missing one', () => {
    const problems = problemsOf(file('endpoints: ["https://10.0.0.41:2379"], certFile: client.crt'));
    expect(problems.map(({message}) => message.split(':')[0])).toEqual(['"caFile" is missing', '"keyFile" is missing']);
    expect(problems[0]).toMatchObject({line: 7, path: 'spec.etcd.endpoints'});
  });

  test('with files and no endpoint, or with a duplicate endpoint, is an error', () => {
    expect(codes(file('caFile: ca.crt'))).toEqual(['config/no-etcd-hosts', 'config/no-endpoints']);
    const twice = file(`endpoints: ["https://10.0.0.41:2379", "https://10.0.0.41:2379"], ${FILES}`);
    expect(problemOf(twice)).toMatchObject({code: 'config/duplicate-endpoint', path: 'spec.etcd.endpoints[1]'});
  });

  test('with the stacked topology, or beside hosts with the role etcd, is an error', () => {
    const etcd = `endpoints: ["https://10.0.0.41:2379"], ${FILES}`;
    expect(problemOf(file(etcd, {topology: 'stacked'}))).toMatchObject({code: 'config/endpoints-in-stacked'});
    const hosts = cp1 + hostYaml('e1', '10.0.0.31', 'etcd');
    expect(problemOf(file(etcd, {hosts}))).toMatchObject({
      code: 'config/etcd-beside-endpoints',
      path: 'spec.hosts[1].roles[0]',
    });
  });

  test('with a version and flags is an error for each', () => {
    const more = '\nextraArgs: {etcd: [{name: max-wals, value: "3"}]}';
    const text = file(`version: "3.6.16", endpoints: ["https://10.0.0.41:2379"], ${FILES}`, {more});
    expect(codes(text)).toEqual(['config/unmanaged-etcd-version', 'config/unmanaged-etcd-flags']);
  });
});
