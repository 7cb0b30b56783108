import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {hostName} from '../../../src/core/model/names.js';
import {kubeconfigText} from '../../../src/core/pki/kubeconfig.js';
import type {DesiredKubeconfig} from '../../../src/core/pki/types.js';
import {verifyKubeconfig} from '../../../src/core/pki/verify.js';
import {NOW, testCa, testLeaf} from '../../support/certificates.js';

const ca = testCa();
const wanted: DesiredKubeconfig = {
  name: 'admin',
  host: hostName('cp-1'),
  path: '/etc/kubernetes/admin.conf',
  subject: {commonName: 'kubernetes-admin', organization: 'kubeadm:cluster-admins'},
  server: 'https://10.0.0.11:6443',
  clusterName: 'demo',
  validityDays: 365,
};
const client = testLeaf(ca, {subject: wanted.subject, usages: ['client']});
const parts = {
  clusterName: 'demo',
  server: wanted.server,
  caPem: ca.certPem,
  user: 'kubernetes-admin',
  certPem: client.certPem,
  keyPem: client.keyPem,
};
const withoutKey = (text: string) => text.replace(/^.*client-key-data:.*\n/m, '');
const judged = (text: string | undefined, now = NOW) => verifyKubeconfig(wanted, text, ca.certPem, now);

describe('the text of a kubeconfig', () => {
  test('has the form that kubectl writes', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    expect(parse(kubeconfigText(parts))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{name: 'demo', cluster: {server: wanted.server, 'certificate-authority-data': base64(ca.certPem)}}],
      users: [
        {
          name: 'kubernetes-admin',
          user: {'client-certificate-data': base64(client.certPem), 'client-key-data': base64(client.keyPem)},
        },
      ],
      contexts: [{name: 'kubernetes-admin@demo', context: {cluster: 'demo', user: 'kubernetes-admin'}}],
      'current-context': 'kubernetes-admin@demo',
    });
  });

  test.each(['true', 'null', '2026', '1e3', 'No', 'prod-1'])('has the cluster name %s as a string', clusterName => {
    const {clusters, contexts} = parse(kubeconfigText({...parts, clusterName}), {version: '1.1'});
    expect([clusters[0].name, contexts[0].context.cluster]).toEqual([clusterName, clusterName]);
  });

  test('has an IPv6 server and the user of a node unquoted', () => {
    const server = 'https://[fd00::11]:6443';
    const {clusters, users} = parse(kubeconfigText({...parts, server, user: 'system:node:cp-1'}));
    expect([clusters[0].cluster.server, users[0].name]).toEqual([server, 'system:node:cp-1']);
  });
});

describe('a kubeconfig', () => {
  const text = kubeconfigText(parts);

  test('that is correct is kept, with its private key and without', () => {
    expect(judged(text)).toEqual({is: 'keep'});
    expect(judged(withoutKey(text))).toEqual({is: 'keep'});
  });

  test('that was rewritten with quotes and in another order is kept', () => {
    const lines = text.replace(/server: (.*)/, 'server: "$1"').split('\n');
    const [users, rest] = [lines.slice(13), lines.slice(0, 13)];
    expect(judged([...users, ...rest].join('\n'))).toEqual({is: 'keep'});
  });

  test('that does not exist is issued', () => {
    expect(judged(undefined)).toEqual({is: 'issue', because: 'does not exist'});
  });

  test('with another server is replaced', () => {
    expect(judged(kubeconfigText({...parts, server: 'https://10.0.0.12:6443'}))).toEqual({
      is: 'replace',
      because: 'points at https://10.0.0.12:6443, not https://10.0.0.11:6443',
    });
  });

  test('with another CA of the same name is replaced', () => {
    const other = testCa({place: 'elsewhere'});
    expect(judged(kubeconfigText({...parts, caPem: other.certPem}))).toEqual({
      is: 'replace',
      because: "embeds a different CA than the cluster's",
    });
  });

  test('with a client certificate of another user is replaced', () => {
    const {certPem} = testLeaf(ca, {subject: {commonName: 'kubernetes-admin'}, usages: ['client']});
    expect(judged(kubeconfigText({...parts, certPem}))).toEqual({
      is: 'replace',
      because: 'has the organization none, not kubeadm:cluster-admins',
    });
  });

  test('with a client certificate that expires soon is renewed', () => {
    expect(judged(text, new Date('2027-10-01T00:00:00Z'))).toEqual({is: 'renew', because: 'expires on 2027-11-23'});
  });

  test.each([
    ['nothing', ''],
    ['only its first part', text.slice(0, 300)],
    ['two clusters', text.replace('  name: demo\n', `  name: demo\n- cluster:\n    server: https://x\n`)],
    ['a certificate in a file', text.replace(/client-certificate-data: .*/, 'client-certificate: /tmp/x.pem')],
    ['a text that is no certificate', text.replace(/client-certificate-data: .*/, 'client-certificate-data: aGVsbG8=')],
  ])('with %s is replaced', (_, held) => {
    expect(judged(held)).toEqual({
      is: 'replace',
      because: 'is not a kubeconfig of one cluster and one client certificate',
    });
  });
});
