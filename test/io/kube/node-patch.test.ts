import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import type {NodeChange} from '../../../src/core/model/node-change.js';
import {patchBatches} from '../../../src/io/kube/node-patch.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {TestHost} from '../remote/test-host.js';

const change = (name: string, changes: Partial<NodeChange> = {}) => ({
  name: hostName(name),
  set: {},
  removed: {},
  ...changes,
});
const pairs = (lines: readonly string[]) =>
  Array.from({length: lines.length / 2}, (_, index) => ({
    patch: JSON.parse(lines[2 * index]!) as unknown,
    nodes: (JSON.parse(lines[2 * index + 1]!) as {items: {metadata: {name: string}}[]}).items.map(
      ({metadata}) => metadata.name,
    ),
  }));

describe('the JSON patch of a change', () => {
  const a = {key: 'a', effect: 'NoSchedule'};
  test.each<[string, Partial<NodeChange>, readonly unknown[]]>([
    [
      'sets labels, with their keys escaped',
      {set: {'a~b/c': 'x'}},
      [{op: 'add', path: '/metadata/labels/a~0b~1c', value: 'x'}],
    ],
    [
      'removes a label only with the value that was read',
      {removed: {tier: 'db'}},
      [
        {op: 'test', path: '/metadata/labels/tier', value: 'db'},
        {op: 'remove', path: '/metadata/labels/tier'},
      ],
    ],
    [
      'replaces only the taints that were read',
      {taints: {before: [a], after: [a, {...a, key: 'b'}]}},
      [
        {op: 'test', path: '/spec/taints', value: [a]},
        {op: 'add', path: '/spec/taints', value: [a, {...a, key: 'b'}]},
      ],
    ],
    [
      'adds the first taint only if there is none',
      {taints: {before: [], after: [a]}},
      [
        {op: 'test', path: '/spec/taints', value: null},
        {op: 'add', path: '/spec/taints', value: [a]},
      ],
    ],
    [
      'removes the last taint',
      {taints: {before: [a], after: []}},
      [
        {op: 'test', path: '/spec/taints', value: [a]},
        {op: 'remove', path: '/spec/taints'},
      ],
    ],
    ['writes the record', {record: 'r'}, [{op: 'add', path: '/metadata/annotations/quorate.dev~1applied', value: 'r'}]],
    [
      'writes the first annotation only if there is none',
      {record: 'r', unannotated: true},
      [
        {op: 'test', path: '/metadata/annotations', value: null},
        {op: 'add', path: '/metadata/annotations', value: {'quorate.dev/applied': 'r'}},
      ],
    ],
  ])('%s', (_, changes, operations) => {
    expect(pairs(patchBatches([change('w1', changes)])[0]!)).toEqual([{patch: operations, nodes: ['w1']}]);
  });

  test('is sent once for all nodes that have the same one', () => {
    const nodes = Array.from({length: 300}, (_, index) => change(`w${index}`, {set: {zone: `z${index % 3}`}}));
    const [batch, ...more] = patchBatches(nodes);
    expect(more).toEqual([]);
    expect(pairs(batch!).map(pair => pair.nodes.length)).toEqual([100, 100, 100]);
  });

  test('is sent in batches when every node has one of its own', () => {
    const nodes = Array.from({length: 300}, (_, index) => change(`w${index}`, {set: {rack: `r${index}`}}));
    const batches = patchBatches(nodes);
    expect(Math.max(...batches.map(lines => lines.length))).toBe(80);
    expect(batches.flatMap(lines => pairs(lines).flatMap(pair => pair.nodes))).toHaveLength(300);
  });
});

describe('the script', () => {
  let host: TestHost;
  beforeEach(() => {
    host = new TestHost();
    host.write('/admin.conf', '');
  });
  afterEach(() => host.remove());

  const run = async (lines: readonly string[]) => {
    const script = (await loadTemplates())
      .get('host/kube-api.sh')!
      .replace('bin=/opt/quorate/bin/kubectl', `bin=${host.at('/commands/kubectl')}`)
      .replaceAll(/\/etc\/kubernetes\/[a-z-]*admin\.conf/g, host.at('/admin.conf'));
    return host.transport.exec({
      argv: ['sh', '-c', `set -- patch-nodes\n${script}`, 'kube-api'],
      stdin: `${lines.join('\n')}\n`,
      title: 'kubectl patch-nodes',
      changes: true,
    });
  };
  const lines = patchBatches([
    change('w1', {set: {text: 'a "b" \\ $HOME `c`'}}),
    change('w2', {set: {zone: 'b'}}),
  ]).flat();

  test('gives each patch and its nodes to kubectl as they are', async () => {
    host.command(
      'kubectl',
      `for last; do :; done; printf '%s\\n' "\${last#--patch=}" >>"$ROOT/seen"; cat >>"$ROOT/seen"`,
    );
    expect(await run(lines)).toMatchObject({code: 0});
    expect(host.text('/seen').trimEnd().split('\n')).toEqual(lines);
  });

  test('tries the other nodes after a patch that is refused, and fails', async () => {
    host.command('kubectl', `cat >>"$ROOT/seen"; case "$*" in *zone*) ;; *) echo refused >&2; exit 1 ;; esac`);
    expect(await run(lines)).toMatchObject({code: 1, stderr: expect.stringContaining('refused')});
    expect(host.text('/seen').trimEnd().split('\n')).toHaveLength(2);
  });
});
