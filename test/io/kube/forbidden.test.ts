import {rmSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {TestHost} from '../remote/test-host.js';

/** kubectl that the API answers as it does: what admin.conf is forbidden is in a file, by verb of kubectl. */
const KUBECTL = `config=\${1#--kubeconfig=}
case "$*" in
  *--filename=-*) input=" $(cat)" ;;
esac
for word; do case $word in -*) ;; get | apply | patch | wait | drain | delete | logs) verb=$word; break ;; esac; done
printf '%s\\n' "\${config##*/} $verb$input" >>"$ROOT/asked"
case "$*" in *--raw=*) ;; *) [ -z "$(cat "$ROOT/partial")" ] || echo 'part' ;; esac
if [ "\${config##*/}" = admin.conf ] && grep -q "^$verb$" "$ROOT/forbidden"; then
  echo 'Error from server (Forbidden): nodes is forbidden: User "kubernetes-admin" cannot list resource "nodes"' >&2
  exit 1
fi
if [ -s "$ROOT/broken" ]; then cat "$ROOT/broken" >&2; exit 3; fi
echo 'Warning: deprecated' >&2
echo "by \${config##*/}"`;

const ADMIN = 'admin.conf';
const SUPER = 'super-admin.conf';

describe.each(['sh', 'bash'] as const)('kube-api.sh in %s', shell => {
  let host: TestHost;
  beforeEach(() => {
    host = new TestHost();
    host.shell = shell;
    host.command('kubectl', KUBECTL);
    for (const name of [ADMIN, SUPER]) host.write(`/${name}`, '');
    for (const name of ['forbidden', 'broken', 'partial']) host.write(`/${name}`, '');
  });
  afterEach(() => host.remove());

  const run = async (verb: string, stdin = '') => {
    const script = (await loadTemplates())
      .get('host/kube-api.sh')!
      .replace('bin=/opt/quorate/bin/kubectl', `bin=${host.at('/commands/kubectl')}`)
      .replaceAll(/\/etc\/kubernetes(\/[a-z-]*admin\.conf)/g, (_, name) => host.at(name))
      .replace(/^listening\(\).*$/m, 'listening() { :; }');
    const {code, stdout, stderr} = await host.transport.exec({
      argv: [shell, '-c', `set -- ${verb}\n${script}`, 'kube-api'],
      title: verb,
      changes: false,
      stdin,
    });
    return {code, stdout: stdout.toString(), stderr};
  };
  const asked = () => (host.exists('/asked') ? host.text('/asked').trimEnd().split('\n') : []);

  const VERBS: readonly (readonly [verb: string, kubectl: string, stdin: string])[] = [
    ['nodes', 'get', ''],
    ['get', 'get', '{"kind":"List"}'],
    ['apply', 'apply', '{"kind":"List","a":"\\n $HOME"}'],
    ['patch-nodes', 'patch', '[]\n{"items":[]}\n'],
    ['budgets', 'get', ''],
    ['drain w1', 'drain', ''],
    ['delete-node w1', 'delete', ''],
    ['await-observed kube-system coredns 7', 'wait', ''],
    ['cache-revision', 'get', ''],
    ['controllers', 'get', ''],
  ];

  test.each(VERBS)('%s asks once, as admin.conf', async (verb, kubectl, stdin) => {
    expect(await run(verb, stdin)).toMatchObject({code: 0, stderr: 'Warning: deprecated\n'});
    expect(asked().map(line => line.split(' ').slice(0, 2))).toEqual([[ADMIN, kubectl]]);
  });

  test.each(VERBS)(
    '%s asks again as super-admin.conf what is forbidden, with the same input',
    async (verb, of, stdin) => {
      host.write('/forbidden', `${of}\n`);
      host.write('/partial', 'yes');
      expect(await run(verb, stdin)).toMatchObject({code: 0, stderr: 'Warning: deprecated\n'});
      const [first, second, ...more] = asked();
      expect([first?.split(' ')[0], second?.split(' ')[0], more]).toEqual([ADMIN, SUPER, []]);
      expect(second?.slice(SUPER.length)).toBe(first?.slice(ADMIN.length));
    },
  );

  test.each(VERBS)(
    '%s fails with what kubectl says, and asks nothing else, on any other error',
    async (verb, _of, stdin) => {
      host.write('/broken', 'Error from server (NotFound): nothing\n');
      const {code, stderr} = await run(verb, stdin);
      expect([code === 0, stderr]).toEqual([false, 'Error from server (NotFound): nothing\n']);
      expect(asked().map(line => line.split(' ')[0])).toEqual([ADMIN]);
    },
  );

  test.each(['get', 'controllers'])('%s prints nothing of an answer of which a part was forbidden', async verb => {
    host.write('/forbidden', 'get\n');
    host.write('/partial', 'yes');
    const {stdout} = await run(verb, '{}');
    expect(stdout.match(/part|by .*/g)).toEqual(['part', `by ${SUPER}`]);
  });

  test('once super-admin.conf was needed, the rest of the call uses it', async () => {
    host.write('/forbidden', 'patch\n');
    expect(await run('patch-nodes', '[1]\nn1\n[2]\nn2\n')).toMatchObject({code: 0});
    expect(asked()).toEqual([`${ADMIN} patch n1`, `${SUPER} patch n1`, `${SUPER} patch n2`]);
  });

  test('a control plane without super-admin.conf fails with the refusal', async () => {
    host.write('/forbidden', 'get\n');
    rmSync(host.at(`/${SUPER}`));
    expect(await run('nodes')).toMatchObject({code: 1, stderr: expect.stringContaining('(Forbidden)')});
    expect(asked()).toEqual([`${ADMIN} get`]);
  });

  test('super-admin.conf is used where there is no admin.conf, and neither is an error', async () => {
    rmSync(host.at(`/${ADMIN}`));
    expect(await run('nodes')).toMatchObject({code: 0, stdout: `by ${SUPER}\n`});
    rmSync(host.at(`/${SUPER}`));
    expect(await run('nodes')).toMatchObject({code: 90});
  });
});
