import {describe, expect, test} from 'vitest';
import {parse, parseDocument} from 'yaml';
import {balanced, clusterConfig} from '../../support/builders/config.js';
import {containerFacts, machineFacts} from '../../support/builders/facts.js';
import {rendered} from '../../support/rendering.js';

const CASES = [
  {host: 'cp1', topology: 'stacked', facts: machineFacts()},
  {host: 'cp1', topology: 'external', facts: containerFacts()},
  {host: 'etcd1', topology: 'external', facts: machineFacts()},
  {host: 'w1', topology: 'stacked', facts: containerFacts()},
  {host: 'lb1', topology: 'balanced', facts: machineFacts()},
] as const;

const files = (ending: RegExp) =>
  CASES.flatMap(({host, topology, facts}) =>
    rendered(host, {config: topology === 'balanced' ? balanced() : clusterConfig(topology), facts})
      .files.filter(({path}) => ending.test(path))
      .map(({path, text}) => ({host, topology, path, text})),
  );

describe('a file that a component reads is well-formed:', () => {
  test.each(files(/\.yaml$/))(
    '$topology $host $path is YAML, the same by the rules of 1.1 and 1.2, and says what it is',
    ({text}) => {
      expect(parseDocument(text).errors).toEqual([]);
      expect(parse(text)).toMatchObject({apiVersion: expect.any(String), kind: expect.any(String)});
      expect(parse(text, {version: '1.1'})).toEqual(parse(text));
      expect(text).not.toMatch(/^\s*\S+: [&*]/m);
    },
  );

  test.each(files(/\.(json|conflist)$/))('$topology $host $path is JSON', ({text}) => {
    expect(Object.keys(JSON.parse(text) as object)).not.toEqual([]);
  });

  test.each(files(/\.toml$/))('$topology $host $path is TOML of known tables', ({text}) => {
    expect(tables(text)).toEqual([
      'io.containerd.cri.v1.images',
      'io.containerd.cri.v1.images.pinned_images',
      'io.containerd.cri.v1.images.registry',
      'io.containerd.cri.v1.runtime',
      'io.containerd.cri.v1.runtime.cni',
      'io.containerd.cri.v1.runtime.containerd',
      'io.containerd.cri.v1.runtime.containerd.runtimes.runc',
      'io.containerd.cri.v1.runtime.containerd.runtimes.runc.options',
    ]);
  });

  test.each(files(/\.service$/))(
    '$topology $host $path is a unit: sections, settings, comments, and continued lines',
    ({text}) => {
      const joinedLines = text.replaceAll(' \\\n', ' ').split('\n');
      expect(joinedLines.filter(line => !/^(|#.*|\[(Unit|Service|Install)\]|[A-Z][A-Za-z]+=.*)$/.test(line))).toEqual(
        [],
      );
    },
  );

  test.each(files(/./))('$topology $host $path ends with one line break and has no place left open', ({text}) => {
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toMatch(/\{\{|\}\}|undefined|\[object/);
  });
});

/** Plugin tables in order. Enough of TOML for what we write; anything else is an error. */
function tables(text: string): readonly string[] {
  const joined = text.replaceAll(/\[\n(.*?)\n\]/gs, (_, items: string) => `[${items.replaceAll('\n', ' ')}]`);
  return joined.split('\n').flatMap(line => {
    const table = /^\[plugins\.'([\w.]+)'((?:\.\w+)*)\]$/.exec(line);
    if (table) return [`${table[1]}${table[2]}`];
    if (/^(#.*|\s*|\s*# .*|\s*\w+ = ('[^']*'|\d+|true|false|\[\s*('[^']*'(,\s*)?)*\]))$/.test(line)) return [];
    throw new Error(`not TOML as we know it: ${line}`);
  });
}
