import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {kubeCall} from '../../../src/io/kube/call.js';
import {askControllers, parseControllers} from '../../../src/io/kube/controllers.js';
import {parseUnseenPods} from '../../../src/io/kube/unseen-pods.js';
import {parseWorkloads} from '../../../src/io/kube/workloads.js';
import {answeringWith} from '../../support/answers.js';

/** As a Kubernetes 1.36 without a running controller manager answered. */
const TEXT = [
  'now\t1796008843120144785',
  'lease\tapiserver-wlv32tlttr4jl3gtroqexyxapa\tapiserver-wlv32tlttr4jl3gtroqexyxapa_acf627ce-e425-4d1f-bb5f-fede739ab903\t\t\t2026-11-30T03:20:38.647594Z',
  'lease\tkube-controller-manager\tcp-1.a_773c9262-c3af-4f35-bef9-a0cf31b660a6\t12\t2026-11-30T03:19:48.809133Z\t2026-11-30T03:20:05.079010Z',
  'lease\tkube-scheduler\t\t\t2026-11-30T03:20:06.120773Z\t2026-11-30T03:20:06.120773Z',
  'deployment\tdefault\tnever\t1\t2026-11-30T03:10:07Z 2026-11-30T03:10:07Z',
  'deployment\tdefault\tshop\t1e+06\t2026-11-30T03:09:52Z <no value> 2026-11-30T03:19:52Z',
  'probe\tquorate-probe-aaaa',
  'policy\tshop\tdeny-all',
  '',
].join('\n');
const cp1 = hostName('cp1');

test('Leases have a holder, or none after they were released', () => {
  expect(parseControllers(TEXT)?.leases.map(({name, holder, transitions}) => [name, holder, transitions])).toEqual([
    ['apiserver-wlv32tlttr4jl3gtroqexyxapa', 'apiserver-wlv32tlttr4jl3gtroqexyxapa', 0],
    ['kube-controller-manager', 'cp-1.a', 12],
    ['kube-scheduler', '', 0],
  ]);
});

test('a Deployment counts from the last of its changes that has a time', () => {
  expect(parseControllers(TEXT)?.unobserved.map(({generation, since}) => [generation, since.toISOString()])).toEqual([
    ['1', '2026-11-30T03:10:07.000Z'],
    ['1000000', '2026-11-30T03:19:52.000Z'],
  ]);
});

describe('a Deployment whose last change is old', () => {
  const ask = (observed: number) => {
    const asked: string[] = [];
    const transport = answeringWith(({argv}) => {
      asked.push(argv.slice(4).join(' '));
      return argv.includes('await-observed') ? {code: observed} : {stdout: TEXT};
    });
    return {
      asked,
      answer: askControllers(
        kubeCall(() => transport, ''),
        cp1,
      ),
    };
  };

  test('is waited for, and reported if it stays so', async () => {
    const {asked, answer} = ask(1);
    expect(await answer).toMatchObject({
      known: true,
      value: {unobserved: ['default/never'], probes: ['quorate-probe-aaaa']},
    });
    expect(asked).toEqual(['controllers', 'await-observed default never 1']);
  });

  test('is not reported if it is observed meanwhile', async () => {
    expect(await ask(0).answer).toMatchObject({known: true, value: {unobserved: []}});
  });
});

test('one NetworkPolicy is named, unless its name is none', () => {
  expect(parseControllers(TEXT)?.networkPolicy).toBe('shop/deny-all');
  for (const line of ['', 'policy\tshop\t\u001b[2J', 'policy'])
    expect(parseControllers(TEXT.replace('policy\tshop\tdeny-all', line))?.networkPolicy).toBeUndefined();
});

test('an answer without the time of the host is not understood', async () => {
  const transport = answeringWith(() => ({stdout: TEXT.replace('now', 'then')}));
  expect(
    (
      await askControllers(
        kubeCall(() => transport, ''),
        cp1,
      )
    ).known,
  ).toBe(false);
});

const PODS = [
  'default\tbound\t\t\t\tw1\t',
  '\tdefault\tbound\tw1\t2026-11-30T03:20:10Z\tdefault-scheduler\t',
  'default\tscheduled\t\t\t\tw1\t',
  '\tdefault\tscheduled\tw1\t2026-11-30T03:20:10Z\tdefault-scheduler\t2026-11-30T03:21:10Z',
  'default\trefused\t\t\t\t\t',
  '\tdefault\trefused\t\t2026-11-30T03:19:52Z\tdefault-scheduler\t2026-11-30T03:19:52Z',
  'default\tother\t\t\t\t\t',
  '\tdefault\tother\t\t2026-11-30T03:19:52Z\tmy-scheduler\t',
  'default\tunseen\t\t\t\t\t',
  '\tdefault\tunseen\t\t2026-11-30T03:20:10Z\tdefault-scheduler\t',
  '',
].join('\n');

test('pods that no kubelet or scheduler has looked at are found, since they were scheduled or created', () => {
  expect(parseUnseenPods(PODS).map(({name, node, since}) => [name, node, since.toISOString().slice(14, 19)])).toEqual([
    ['default/bound', 'w1', '20:10'],
    ['default/scheduled', 'w1', '21:10'],
    ['default/unseen', '', '20:10'],
  ]);
});

test('their lines are no workloads', () => {
  expect(parseWorkloads(PODS)).toHaveLength(5);
});

test('whatever an API answers, names have no control characters and are not long', () => {
  const field = fc.oneof(
    fc.string({unit: 'binary', maxLength: 400}),
    fc.constantFrom('\u001b[2J', 'w1', '2026-11-30T03:20:10Z', '9'.repeat(400), '', 'default-scheduler'),
  );
  const line = fc.tuple(fc.constantFrom('lease', 'deployment', 'probe', 'now', ''), fc.array(field, {maxLength: 7}));
  fc.assert(
    fc.property(fc.array(line, {maxLength: 8}), lines => {
      const text = ['now\t1796008843120144785', ...lines.map(([kind, fields]) => [kind, ...fields].join('\t'))].join(
        '\n',
      );
      const {leases = [], unobserved = [], probes = []} = parseControllers(text) ?? {};
      const shown = [
        ...leases.flatMap(({name, holder}) => [name, holder]),
        ...unobserved.flatMap(({namespace, name, generation}) => [namespace, name, generation]),
        ...probes,
        ...parseUnseenPods(text).flatMap(({name, node}) => [...name.split('/'), node]),
      ];
      expect(shown.filter(each => !/^[A-Za-z0-9.-]{0,253}$/.test(each))).toEqual([]);
    }),
  );
});
