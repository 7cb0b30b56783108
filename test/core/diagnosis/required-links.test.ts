import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {neededLinks} from '../../../src/core/diagnosis/required-links.js';
import type {HostConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import {balanced, clusterConfig} from '../../support/builders/config.js';

const lines = (config: ReturnType<typeof clusterConfig>) =>
  neededLinks(desire(config)).map(({from, to, port}) => `${from} → ${to}:${port}`);

test('three stacked control planes and a worker need exactly these connections', () => {
  expect(lines(clusterConfig('stacked')).sort()).toEqual(
    [
      ...['cp1 → cp2', 'cp1 → cp3', 'cp2 → cp1', 'cp2 → cp3', 'cp3 → cp1', 'cp3 → cp2'].flatMap(pair =>
        [2380, 6443, 10250].map(port => `${pair}:${port}`),
      ),
      ...['cp1', 'cp2', 'cp3'].flatMap(name => [`w1 → ${name}:6443`, `${name} → w1:10250`]),
    ].sort(),
  );
});

test('control planes need the client port of every external member, and only members need peer ports', () => {
  const needed = lines(clusterConfig('external'));
  expect(needed).toContain('cp1 → etcd3:2379');
  expect(needed).toContain('etcd1 → etcd2:2380');
  expect(needed.filter(line => / → etcd\d:/.test(line))).toHaveLength(3 * 3 + 3 * 2);
  expect(needed.filter(line => line.startsWith('w1'))).toEqual(['w1 → cp1:6443', 'w1 → cp2:6443', 'w1 → cp3:6443']);
  expect(needed.filter(line => /^etcd\d → (?!etcd)/.test(line))).toEqual([]);
});

test('a load balancer needs the API port of every control plane, and no host needs a port of it', () => {
  const needed = lines(balanced());
  expect(needed).toContain('lb1 → cp3:6443');
  expect(needed.filter(line => line.includes('→ lb'))).toEqual([]);
});

test('the number of connections grows linearly with the hosts', () => {
  const config = clusterConfig();
  const worker = config.hosts.at(-1)!;
  const workers = Array.from(
    {length: 297},
    (_, n): HostConfig => ({...worker, name: hostName(`w${n}`), address: `10.1.${n >> 7}.${1 + (n & 127)}`}),
  );
  const links = neededLinks(desire({...config, hosts: [...config.hosts.slice(0, -1), ...workers]}));
  expect(links).toHaveLength(3 * 2 * 3 + 297 * 3 + 3 * 297);
});
