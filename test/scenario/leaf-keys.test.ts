import {beforeAll, describe, expect, test} from 'vitest';
import type {HostName} from '../../src/core/model/names.js';
import {CAS} from '../../src/core/pki/cas.js';
import {desiredCerts, desiredKubeconfigs} from '../../src/core/pki/certificates.js';
import {sharedFiles} from '../../src/core/pki/shared-secrets.js';
import {SHARED_NAMES} from '../../src/core/pki/types.js';
import {apply} from '../../src/workflows/apply.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {small} from './small.js';

const SHARED: readonly string[] = SHARED_NAMES.flatMap(name => sharedFiles(name).map(({path}) => path));

/** What passes between the operator's machine and the hosts as contents of files, by path. */
function observed(cluster: MemoryCluster): (readonly [path: string, text: string])[] {
  const passed: (readonly [string, string])[] = [];
  const {host} = cluster;
  cluster.host = name => {
    const client = host(name);
    return {
      ...client,
      put: async files => {
        for (const file of files) {
          const texts = 'content' in file ? [Buffer.from(file.content).toString()] : Object.values(file.around ?? {});
          for (const text of texts) passed.push([file.path, text]);
        }
        await client.put(files);
      },
      read: async path => {
        const content = await client.read(path);
        if (content !== undefined) passed.push([path, content.toString()]);
        return content;
      },
    };
  };
  return passed;
}

describe.each(['stacked', 'external'] as const)('apply of a new cluster, %s', topology => {
  const scenario = small(topology);
  const cluster = scenario.fresh();
  const passed = observed(cluster);
  const leaves = [
    ...desiredCerts(scenario.desired).map(({host, keyPath}) => ({host, path: keyPath})),
    ...desiredKubeconfigs(scenario.desired),
  ];
  const pemOf = (host: HostName, path: string): string => {
    const text = cluster.world.disk(host).text(path)!;
    const inKubeconfig = /client-key-data: (\S+)/.exec(text)?.[1];
    return inKubeconfig === undefined ? text : Buffer.from(inKubeconfig, 'base64').toString();
  };
  beforeAll(async () => {
    await scenario.run(apply, cluster);
  });

  test('sends and reads no private key of a certificate, and has one for each', () => {
    const keys = leaves.map(({host, path}) => pemOf(host, path));
    expect(new Set(keys).size).toBe(leaves.length);
    for (const pem of keys) {
      expect(pem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
      const forms = [pem.split('\n')[1]!, Buffer.from(pem).toString('base64')];
      expect(passed.filter(([, text]) => forms.some(form => text.includes(form)))).toEqual([]);
    }
  });

  test('sends private keys only in shared secrets of control planes', () => {
    const paths = new Set(passed.filter(([, text]) => /PRIVATE KEY/.test(text)).map(([path]) => path));
    expect([...paths].filter(path => !SHARED.includes(path))).toEqual([]);
    expect([...paths]).toContain(CAS.ca.keyPath);
  });

  test('leaves no key that no file has', () => {
    expect([...cluster.world.disks.values()].flatMap(disk => [...disk.pendingKeys.keys()])).toEqual([]);
  });

  test('costs one more round trip for each time that a host gets certificates', () => {
    const {operations} = cluster;
    const making = operations.filter(operation => / make \d+ keys$/.test(operation));
    expect(new Set(making.map(operation => operation.split(':')[0]))).toEqual(new Set(leaves.map(({host}) => host)));
    const counts = making.map(operation => Number(/\d+ keys/.exec(operation)![0].split(' ')[0]));
    expect(counts.reduce((sum, count) => sum + count)).toBe(leaves.length);
    expect(making).toHaveLength(new Set(making.map(operation => operation.split(':')[0])).size);
  });
});
