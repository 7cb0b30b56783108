import {describe, expect, test} from 'vitest';
import type {Code} from '../../src/core/codes/code.js';
import {Failure} from '../../src/core/failure.js';
import {hostName} from '../../src/core/model/names.js';
import {kubeconfigText} from '../../src/core/pki/kubeconfig.js';
import {ADMIN} from '../../src/core/pki/kubeconfigs.js';
import {firstControlPlane} from '../../src/workflows/first-control-plane.js';
import {adminCredentials} from '../../src/workflows/kubeconfig.js';
import {NOW, testCa, testLeaf} from '../support/certificates.js';
import {desiredCluster} from '../support/desired.js';

const ca = testCa();
const leaf = testLeaf(ca, {subject: ADMIN, usages: ['client']});
const CREDENTIALS = {caPem: ca.certPem, certPem: leaf.certPem, keyPem: leaf.keyPem};
const TEXT = kubeconfigText({...CREDENTIALS, clusterName: 'demo', server: 'https://x:6443', user: 'kubernetes-admin'});
const cp1 = hostName('cp-1');
const taken = (text: string | undefined, now = NOW) =>
  adminCredentials(cp1, text === undefined ? undefined : Buffer.from(text), now);

describe('admin.conf of a control plane', () => {
  test('gives its credentials, and nothing else', () => {
    expect(taken(TEXT)).toEqual({...CREDENTIALS, validity: expect.objectContaining({notAfter: expect.any(Date)})});
  });

  test.each<[string, string | undefined, Code]>([
    ['does not exist', undefined, 'kubeconfig/missing'],
    ['is empty', '', 'kubeconfig/unexpected'],
    ['has a program', TEXT.replace('  user:\n', '  user:\n    exec: {command: sh}\n'), 'kubeconfig/unexpected'],
    ['has other certificates', TEXT.replace(/client-key-data: .*/, 'client-key-data: YQ=='), 'kubeconfig/unexpected'],
  ])('that %s is a failure that names the host', (_, text, code) => {
    expect(() => taken(text)).toThrow(expect.objectContaining({code, message: expect.stringMatching(/^cp-1: /)}));
  });

  test('that expired is a failure of its own', () => {
    expect(() => taken(TEXT, new Date('2028-01-01T00:00:00Z'))).toThrow(
      expect.objectContaining({code: 'kubeconfig/expired'}),
    );
  });
});

describe('control planes are asked one after another', () => {
  const desired = desiredCluster({controlPlanes: 3});
  const failure = (code: Code) => new Failure(code, `is ${code}`, {suggestions: [`about ${code}`]});
  /** Which were asked, and what came of it. */
  const asking = async (...answers: readonly (Code | 'text')[]) => {
    const asked: string[] = [];
    const result = await firstControlPlane(desired, async host => {
      const answer = answers[asked.push(host) - 1]!;
      if (answer === 'text') return host;
      throw failure(answer);
    }).catch((error: Failure) => error.code);
    return [asked.length, result];
  };

  test.each<[readonly (Code | 'text')[], number, string]>([
    [['text'], 1, 'cp-1'],
    [['hosts/unreachable', 'text'], 2, 'cp-2'],
    [['kubeconfig/expired', 'kubeconfig/missing', 'text'], 3, 'cp-3'],
    [['pki/shared-broken', 'text'], 2, 'cp-2'],
    [['kubeconfig/missing', 'kubeconfig/missing', 'kubeconfig/missing'], 3, 'kubeconfig/missing'],
    [['kubeconfig/expired', 'kubeconfig/missing', 'kubeconfig/missing'], 3, 'kubeconfig/expired'],
    [['kubeconfig/missing', 'hosts/unreachable', 'kubeconfig/missing'], 3, 'hosts/no-kubeconfig'],
    [['hosts/unreachable', 'kubeconfig/unexpected', 'text'], 2, 'kubeconfig/unexpected'],
    [['interrupted/connect', 'text'], 1, 'interrupted/connect'],
  ])('%j: after %i of them, %s', async (answers, count, result) => {
    expect(await asking(...answers)).toEqual([count, result]);
  });

  test('every reason is in the message, and each suggestion once', async () => {
    const asked = firstControlPlane(desired, async () => {
      throw failure('kubeconfig/missing');
    });
    await expect(asked).rejects.toMatchObject({
      message: expect.stringMatching(/(\n {2}is kubeconfig\/missing){3}$/),
      suggestions: ['about kubeconfig/missing'],
    });
  });

  test('an error that is no failure ends it', async () => {
    await expect(
      firstControlPlane(desired, async () => {
        throw new TypeError('bug');
      }),
    ).rejects.toThrow(TypeError);
  });
});
