import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {everyCommand} from '../commands/classes.js';
import {type Said, textsIn} from '../support/wording/strings.js';
import {invocation} from './known-commands.js';
import {bareEtcdctl, printedCommands, sentenceIn} from './printed-commands.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const commands = new Set((await everyCommand(root)).map(({name}) => name.split(' ')[0]!));

/** What quorate prints, but for the help of commands, whose examples have a test of their own. */
const printed: readonly Said[] = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
  .filter(name => name.endsWith('.ts'))
  .map(name => join('src', name))
  .flatMap(path => textsIn({path, text: readFileSync(join(root, path), 'utf8')}))
  .filter(each => each.is === 'string' && !each.help && each.text.includes(' '));

async function wrongIn(text: string): Promise<readonly string[]> {
  const {lines, unmarked} = printedCommands(text, commands);
  const found = await Promise.all(
    lines.map(async words => {
      const sentence = sentenceIn(words);
      if (sentence.length > 0) return [`quorate ${words.join(' ')}: in backticks it would end before "${sentence[0]}"`];
      const {problems, incomplete} = await invocation(words, root);
      return [...problems, ...incomplete];
    }),
  );
  return [...found.flat(), ...unmarked.map(each => `${each}: no backticks around it`)];
}

const located = ({path, line}: Said, problems: readonly string[]) => problems.map(each => `${path}:${line}: ${each}`);

test('every command of quorate that is printed can be typed as it is', async () => {
  expect(printed.flatMap(({text}) => printedCommands(text, commands).lines).length).toBeGreaterThan(50);
  const wrong = await Promise.all(printed.map(async each => located(each, await wrongIn(each.text))));
  expect(wrong.flat().join('\n')).toBe('');
});

test('every etcdctl that is printed has its endpoints and certificates from the file on the host', () => {
  expect(printed.flatMap(each => located(each, bareEtcdctl(each.text))).join('\n')).toBe('');
});

describe('a command that is printed', () => {
  test.each([
    'quorate reset',
    'quorate reset --all cp1',
    'quorate remove',
    'quorate join',
    'Try: quorate frobnicate --all; `quorate lab`',
    'make it reachable; or `quorate remove --last cp1`',
    '`quorate reset`, then `quorate apply`',
    '`quorate apply now`',
    '`quorate upgrade --to`',
    '`quorate apply --ignore-preflight all`',
    '`quorate lab kill cp1`',
    'quorate remove w9 with the configuration of production',
    'start it, then quorate apply',
  ])('is wrong in "%s"', async text => {
    expect(await wrongIn(text)).not.toEqual([]);
  });

  test.each([
    'quorate reset --all',
    '`quorate reset cp1 --cluster-id ID`',
    'quorate kubeconfig > FILE',
    'quorate remove --lost \uFFFC, then the rest',
    'Make \uFFFC reachable, or remove it: `quorate remove \uFFFC`.',
    'Repair it (`quorate topology check`); `. /etc/etcd/etcdctl.env; etcdctl member list`',
    'quorate join \uFFFC\uFFFC',
    'quorate never replaces a CA: quorate needs no more',
    'the lock of quorate',
    'quorate upgrade --to VERSION\nquorate upgrade --continue',
  ])('is right in "%s"', async text => {
    expect(await wrongIn(text)).toEqual([]);
  });
});

describe('etcdctl', () => {
  test.each([
    'on cp1: etcdctl defrag',
    '`etcdctl --endpoints=URL member list`',
    '`. /etc/etcd/etcdctl.env; etcdctl --endpoints=https://127.0.0.1:2379 defrag`',
  ])('is wrong in "%s"', text => {
    expect(bareEtcdctl(text)).not.toEqual([]);
  });

  test.each([
    'on cp1: `. /etc/etcd/etcdctl.env; etcdctl member list`, then `etcdctl member remove ID`',
    '`etcdctl --endpoints=URL --cacert=FILE --cert=FILE --key=FILE del --prefix /registry/`',
    'neither etcdctl nor etcdutl is in the bundle',
  ])('is right in "%s"', text => {
    expect(bareEtcdctl(text)).toEqual([]);
  });
});
