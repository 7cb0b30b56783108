import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {cordoning} from '../../../src/io/kube/cordon.js';
import {deprecatedUses} from '../../../src/io/kube/deprecated.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {TestHost} from '../remote/test-host.js';

/** kubectl on a host that keeps one node, w1, and refuses a patch of any state but its present one. */
const KUBECTL = `shift 2
case "$*" in
  'get node w1 '*)
    printf '%s %s' "$(cat "$ROOT/version")" "$(cat "$ROOT/state")"
    # Somebody else comes in between.
    [ ! -s "$ROOT/between" ] || { n=$(cat "$ROOT/version"); echo $((n + 1)) >"$ROOT/version"; sed -i 1d "$ROOT/between"; }
    ;;
  'get node w2 '*) ;;
  'patch node w1 --type=merge --patch='*)
    patch=\${5#--patch=}
    case $patch in
      *'"resourceVersion":"'"$(cat "$ROOT/version")"'"'*) echo "$patch" >>"$ROOT/calls" ;;
      *) echo 'Error from server (Conflict): the object has been modified' >&2; exit 1 ;;
    esac
    ;;
  'patch node w2 '*) echo 'Error from server (NotFound): nodes "w2" not found' >&2; exit 1 ;;
  'get --raw=/metrics') cat "$ROOT/metrics"; exit "$(cat "$ROOT/exit")" ;;
  *) echo "unexpected: $*" >&2; exit 99 ;;
esac`;

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.command('kubectl', KUBECTL);
  host.write('/admin.conf', '');
  host.write('/between', '');
  host.write('/version', '7\n');
  host.write('/exit', '0');
});
afterEach(() => host.remove());

const call = async (verb: string, ...words: readonly string[]) => {
  const script = (await loadTemplates())
    .get('host/kube-api.sh')!
    .replace('bin=/opt/quorate/bin/kubectl', `bin=${host.at('/commands/kubectl')}`)
    .replaceAll(/\/etc\/kubernetes\/[a-z-]*admin\.conf/g, host.at('/admin.conf'))
    .replace(/^listening\(\).*$/m, 'listening() { :; }');
  const argv = ['sh', '-c', `set -- ${[verb, ...words].join(' ')}\n${script}`, 'kube-api'];
  return host.transport.exec({argv, title: verb, changes: true});
};

const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const nodes = cordoning(
  (_, verb, {node} = {}) => call(verb, node!),
  async () => cp1,
);
const w1 = hostName('w1');
const patches = () =>
  (host.exists('/calls') ? host.text('/calls').trimEnd().split('\n') : []).map(each => JSON.parse(each));

const HELD = {
  metadata: {resourceVersion: '7', annotations: {'quorate.dev/held': 'true'}},
  spec: {unschedulable: true},
};
const RELEASED = {
  metadata: {resourceVersion: '7', annotations: {'quorate.dev/held': null}},
  spec: {unschedulable: null},
};

test.each([
  ['takes new pods is cordoned, with the note in the same change', 'cordon', '', [HELD]],
  ['was cordoned by an administrator is not annotated', 'cordon', 'cordoned ', []],
  ['is held already is left as it is', 'cordon', 'cordoned held ', []],
  ['was uncordoned by hand while it was held is cordoned again', 'cordon', 'held ', [HELD]],
  ['is held is released, and its note goes', 'uncordon', 'cordoned held ', [RELEASED]],
  ['was cordoned by an administrator stays cordoned', 'uncordon', 'cordoned ', []],
  ['is not held is left as it is', 'uncordon', '', []],
  ['was uncordoned by hand loses its note', 'uncordon', 'held ', [RELEASED]],
] as const)('a node that %s', async (_, verb, state, told) => {
  host.write('/state', state);
  await nodes[verb](w1);
  expect(patches()).toEqual(told);
});

test('a node that changes in between is read again', async () => {
  host.write('/state', '');
  host.write('/between', 'once\ntwice\n');
  await nodes.cordon(w1);
  expect(patches()).toEqual([{...HELD, metadata: {...HELD.metadata, resourceVersion: '9'}}]);
});

test('a node that is cordoned by others in between is not changed', async () => {
  host.write('/state', '');
  host.command('kubectl', KUBECTL.replace('# Somebody else comes in between.', 'printf "cordoned " >"$ROOT/state"'));
  host.write('/between', 'once\n');
  await nodes.cordon(w1);
  expect(patches()).toEqual([]);
});

test('a node that changes at every attempt is a failure, with the error of the API', async () => {
  host.write('/state', '');
  host.write('/between', 'again\n'.repeat(50));
  await expect(nodes.cordon(w1)).rejects.toMatchObject({
    code: 'kube/cordon-failed',
    message: expect.stringContaining('cp1: cannot cordon node w1: Error from server (Conflict)'),
  });
});

test('a deleted node needs no uncordon, and cannot be cordoned', async () => {
  const w2 = hostName('w2');
  await nodes.uncordon(w2);
  await expect(nodes.cordon(w2)).rejects.toMatchObject({message: expect.stringContaining('NotFound')});
});

describe('the use of deprecated APIs', () => {
  const line = (labels: string) => `apiserver_requested_deprecated_apis{${labels}} 1\n`;
  const ENDPOINTS = line('group="",removed_release="",resource="endpoints",subresource="",version="v1"');
  const POLICY = line(
    'group="policy",removed_release="1.37",resource="poddisruptionbudgets",subresource="",version="v1beta1"',
  );
  const use = {groupVersion: 'policy/v1beta1', resource: 'poddisruptionbudgets', removedIn: '1.37'};
  const uses = (...hosts: readonly (typeof cp1)[]) => deprecatedUses((_, verb) => call(verb), hosts);

  test('is read from the metrics of the API servers, once each, and only with a release that removes it', async () => {
    host.write('/metrics', `# HELP apiserver_requested_deprecated_apis x\n${ENDPOINTS}${POLICY}other{a="b"} 2\n`);
    expect(await uses(cp1, cp2)).toEqual({known: true, value: [use]});
    expect((await call('deprecated')).stdout.toString()).toBe(`${ENDPOINTS}${POLICY}\n`);
  });

  test('is empty when an API server reports none', async () => {
    host.write('/metrics', 'other{a="b"} 2\n');
    expect(await uses(cp1)).toEqual({known: true, value: []});
  });

  test('is unknown when the metrics are incomplete', async () => {
    host.write('/metrics', POLICY);
    host.write('/exit', '1');
    expect(await uses(cp1)).toEqual({known: false, why: 'cp1: its API server does not answer'});
  });

  test('is taken from the API servers that answer', async () => {
    const answer = (code: number, stdout: string) => ({code, stdout: Buffer.from(stdout), stderr: `exit ${code}`});
    const asked = deprecatedUses(async at => (at === cp1 ? answer(1, '') : answer(0, POLICY)), [cp1, cp2]);
    expect(await asked).toEqual({known: true, value: [use]});
    expect(await deprecatedUses(async () => answer(1, ''), [cp1, cp2])).toEqual({
      known: false,
      why: 'cp1: exit 1; cp2: exit 1',
    });
    expect((await deprecatedUses(async () => answer(0, ''), [])).known).toBe(false);
  });
});
