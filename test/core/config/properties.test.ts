import fc from 'fast-check';
import {expect, test} from 'vitest';
import {stringify} from 'yaml';
import {parseConfig} from '../../../src/core/config/parse.js';
import {renderProblems} from '../../../src/core/config/render-problems.js';
import {clusterYaml, problemsOf} from './support.js';

const dnsLabel = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);

/** Files without an error: hosts in 10.0.0.0/16, networks at their defaults or in ranges of their own. */
const validFile = fc
  .record({
    name: dnsLabel,
    topology: fc.constantFrom('stacked' as const, 'external' as const),
    controlPlanes: fc.integer({min: 1, max: 9}),
    etcd: fc.integer({min: 1, max: 7}),
    workers: fc.integer({min: 0, max: 40}),
    zone: fc.option(dnsLabel, {nil: undefined}),
    ssh: fc.record({user: dnsLabel, port: fc.integer({min: 1, max: 65535}), agent: fc.boolean()}, {requiredKeys: []}),
    network: fc.record(
      {
        podCidr: fc.constantFrom('10.244.0.0/16', '172.16.0.0/14'),
        serviceCidr: fc.constantFrom('10.96.0.0/12', '192.168.7.0/24'),
      },
      {requiredKeys: []},
    ),
    flag: fc.option(fc.stringMatching(/^x-[a-z0-9]{1,8}$/), {nil: undefined}),
    value: fc.string({unit: 'grapheme-ascii', maxLength: 20}),
  })
  .map(({name, topology, controlPlanes, etcd, workers, zone, ssh, network, flag, value}) => {
    const some = (count: number, prefix: string, third: number, role: string) =>
      Array.from({length: count}, (_, n) => ({
        name: `${prefix}${n}`,
        address: `10.0.${third}.${n + 1}`,
        roles: [role],
        ...(zone === undefined ? {} : {zone}),
      }));
    return {
      apiVersion: 'quorate/v1alpha1',
      kind: 'Cluster',
      metadata: {name},
      spec: {
        kubernetesVersion: '1.36.3',
        topology,
        ssh,
        network,
        hosts: [
          ...some(controlPlanes, 'cp', 1, 'control-plane'),
          ...(topology === 'external' ? some(etcd, 'etcd', 2, 'etcd') : []),
          ...some(workers, 'w', 3, 'worker'),
        ],
        ...(flag === undefined ? {} : {extraArgs: {kubelet: [{name: flag, value}]}}),
      },
    };
  });

test('a valid file is read completely, with or without warnings', () => {
  fc.assert(
    fc.property(validFile, file => {
      const parsed = parseConfig(stringify(file));
      if ('problems' in parsed) throw new Error(renderProblems(parsed.problems, 'cluster.yaml'));
      expect(parsed.config).toMatchObject({
        name: file.metadata.name,
        topology: file.spec.topology,
        network: file.spec.network,
      });
      expect(parsed.config.hosts.map(({address}) => address)).toEqual(file.spec.hosts.map(({address}) => address));
      expect(parsed.config.hosts[0]?.ssh).toMatchObject(file.spec.ssh);
      expect(parsed.config.extraArgs.kubelet).toEqual(file.spec.extraArgs?.kubelet ?? []);
    }),
    {numRuns: 30},
  );
});

/** Texts near enough to a configuration to get past the first lines of the parser. */
const damaged = fc
  .record({
    at: fc.nat(),
    cut: fc.integer({min: 0, max: 20}),
    put: fc.oneof(
      fc.string({maxLength: 8}),
      fc.constantFrom(
        '\n',
        '\t',
        ': ',
        '- ',
        '{',
        '[',
        '&a ',
        '*a',
        '!!x ',
        '"',
        '# ',
        '|\n',
        '? ',
        '__proto__: 1\n',
        '\r\n',
        '<<: *a',
        '.nan',
        '0x1F',
        '~',
      ),
    ),
  })
  .map(({at, cut, put}) => {
    const text = clusterYaml({
      spec: 'topology: stacked\nssh: {port: 22, keyFiles: [a]}\nendpoint:\n  host: api.example.com',
    });
    const offset = at % text.length;
    return text.slice(0, offset) + put + text.slice(offset + cut);
  });

test('the parser never throws, and every problem is on a line of the text', () => {
  fc.assert(
    fc.property(
      fc.oneof({weight: 3, arbitrary: damaged}, fc.string({unit: 'binary', maxLength: 200}), fc.json()),
      text => {
        const lines = text.replace(/^\uFEFF/, '').split('\n');
        const problems = problemsOf(text);
        for (const {line, column, length, excerpt} of problems) {
          expect(excerpt).toBe(lines[line - 1]?.replace(/\r$/, ''));
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column - 1 + length).toBeLessThanOrEqual(
            Math.max(excerpt.length, 1) + (column > excerpt.length ? 1 : 0),
          );
        }
        expect(renderProblems(problems, 'f')).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
      },
    ),
    {numRuns: 150},
  );
});

test('endless brackets are a problem, not an exception', () => {
  expect(problemsOf('['.repeat(30_000)).map(({code}) => code)).toContain('config/yaml');
});
