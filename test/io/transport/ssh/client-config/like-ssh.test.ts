import {execFileSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {readClientConfig} from '../../../../../src/io/transport/ssh/config-file.js';
import {temporaryHome} from '../../support/keys.js';

const hasSsh = (() => {
  try {
    execFileSync('ssh', ['-V'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
})();

let home: ReturnType<typeof temporaryHome>;

beforeEach(() => {
  home = temporaryHome();
  mkdirSync(join(home.path, '.ssh'));
});

afterEach(() => home.clean());

const KEYWORDS = ['hostname', 'user', 'port', 'proxyjump', 'proxycommand', 'hostkeyalias', 'identityfile'] as const;
type Values = Readonly<Record<(typeof KEYWORDS)[number], readonly string[]>>;

const DEFAULT_KEYS = /^~\/\.ssh\/id_/;

/** What `ssh -G` says; the default keys are left out. */
const bySsh = (file: string, destination: string): Values => {
  const lines = execFileSync('ssh', ['-G', '-F', file, destination], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).split('\n');
  const of = (keyword: string) =>
    lines.filter(line => line.startsWith(`${keyword} `)).map(line => line.slice(keyword.length + 1));
  return valuesOf(keyword => of(keyword).filter(value => !DEFAULT_KEYS.test(value)));
};

const byUs = async (destination: string): Promise<Values> => {
  const config = await readClientConfig(home.path, '/nonexistent');
  const user = userInfo().username;
  const {all} = config(destination, {defaultUser: user});
  const defaults: Readonly<Record<string, string>> = {hostname: destination.toLowerCase(), user, port: '22'};
  return valuesOf(keyword => {
    // ssh prints no ProxyCommand for "none".
    const values = all(keyword).filter(value => value !== 'none');
    return values.length > 0 || defaults[keyword] === undefined ? values : [defaults[keyword]];
  });
};

const valuesOf = (of: (keyword: string) => readonly string[]): Values =>
  Object.fromEntries(KEYWORDS.map(keyword => [keyword, of(keyword)])) as Values;

const expectSame = async (text: string, ...destinations: readonly string[]): Promise<void> => {
  const file = home.file('.ssh/config', text);
  for (const destination of destinations)
    expect(await byUs(destination), `${destination} in\n${text}`).toEqual(bySsh(file, destination));
};

describe.skipIf(!hasSsh)('ssh_config is read as `ssh -G` reads it', () => {
  test.each<[string, string]>([
    ['sections', 'Host b\n User x\nHost a*\n User y\n Port 2200\nHost *\n User z\n'],
    ['exceptions', 'Host * !a\n User x\nHost !b *\n Port 2\n'],
    ['a list that only excludes', 'Host !b\n User x\n'],
    ['several spellings of a line', 'HOST = a\n\tuser="x"\n Port\t=  2200  \r\n IdentityFile=f\n'],
    ['comments', '# Host a\n  # no\nUser x # y\nIdentityFile a#b # c\nIdentityFile "a # b"\n'],
    [
      'quotes and backslashes',
      `IdentityFile "a b"\nIdentityFile 'c "d'\nIdentityFile e\\ f\nIdentityFile g\\h\nUser "x"'y'\nHostKeyAlias "\\"q"\n`,
    ],
    ['key files once each', 'IdentityFile one\nHost *\n IdentityFile two\n IdentityFile one\n'],
    ['a HostName with tokens', 'Host a\n HostName %h.example%%\n'],
    ['a command to the end of its line', 'ProxyCommand = nc -X "a b" %h  %p # x\n'],
    ['ProxyJump before ProxyCommand', 'Host a\n ProxyJump j\nHost *\n ProxyCommand nc\n ProxyJump k\n'],
    ['ProxyCommand before ProxyJump', 'Host a\n ProxyCommand nc\nHost *\n ProxyJump k\n'],
    ['no jump host before a command', 'ProxyJump none\nProxyCommand nc\nProxyJump k\n'],
    ['no proxy before another', 'Host a\n ProxyCommand none\nHost *\n ProxyCommand nc\n'],
    [
      'Match host after HostName',
      'Host a\n HostName b.example\nMatch host b.example\n User x\nMatch originalhost a\n Port 2\n',
    ],
    [
      'Match lists and exceptions',
      'Match host a,b\n User x\nMatch host !a,*\n Port 2\nMatch !host a\n HostKeyAlias k\n',
    ],
    [
      'Match user',
      `Match user ${userInfo().username}\n User x\nMatch user x\n Port 2\nMatch localuser ${userInfo().username} host a\n HostKeyAlias k\n`,
    ],
    ['Match all, alone and last', 'Match all\n User x\nMatch host a all\n Port 2\n'],
    [
      'Match final',
      'Match final host c\n User x\nHost a\n HostName c\nHost c\n Port 2\nMatch canonical\n HostKeyAlias k\n',
    ],
    ['Match exec is not run', 'Match host zzz exec "true"\n User x\nHost *\n Port 2\n'],
    ['names in upper case', 'Host A\n User x\nMatch host A\n Port 2\nMatch originalhost a\n HostKeyAlias k\n'],
    ['a HostName in upper case', 'HostName B.Example\nMatch host b.example\n User x\nMatch final host b.*\n Port 2\n'],
    ['the name of an interface', 'HostName fe80::1%%Eth0\n'],
    ['bytes after a NUL', 'User x\0y\n\0Port 2\nHostKeyAlias k\0\n'],
    [
      'lines of a megabyte',
      `User x\n#${'y '.repeat(500_000)}\nIdentityFile ${' '.repeat(300_000)}${'z'.repeat(1_000_000)}\nPort 2\n`,
    ],
    ['unknown keywords', 'IgnoreUnknown Foo*\nFooBar "x" y\nUser x\nFoo z\nPort 2\n'],
    ['obsolete keywords', 'Protocol 2\nCipher blowfish\nUser x\n'],
    ['equals signs', 'Host=a\n User=x\nHost = b a\n Port= 2\nMatch host=a user=x\n IdentityFile  =  f\n'],
    ['a last line without an end', 'User x\nPort 2'],
    ['other line ends', 'Host a\r\n\tUser x\r\nInclude none\r\n IdentityFile "a b"\r\nPort 2\f\n'],
    ['exceptions of Match', 'Match !user x\n User y\nMatch !localuser x\n Port 2\nMatch !final\n HostKeyAlias k\n'],
  ])('%s', (_, text) => expectSame(text, 'a', 'b', 'ab.example', 'A'));

  test.each([1, 2, 3])('a file that includes itself %i times is refused', async times => {
    const file = home.file('.ssh/config', 'User x\n');
    home.file('.ssh/config', `Host zzz\nInclude${` ${file}`.repeat(times)}\n`);
    expect(() => bySsh(file, 'a')).toThrow('Too many recursive configuration includes');
    await expect(byUs('a')).rejects.toMatchObject({code: 'hosts/ssh-config-unreadable'});
  });

  test('included files: in a section, with wildcards in folders and names, folders, and missing ones', async () => {
    mkdirSync(join(home.path, 'd/sub.d'), {recursive: true});
    home.file('d/10', 'User ten\nHost b\n Port 2\n');
    home.file('d/20', 'HostKeyAlias twenty\n');
    home.file('d/.hidden', 'ProxyJump hidden\n');
    home.file('d/sub.d/x', 'IdentityFile x\n');
    const d = join(home.path, 'd');
    await expectSame(`Include ${d}/*\nPort 3\n`, 'a', 'b');
    await expectSame(
      `Host a\n Include ${d}/* ${d} ${d}/none\nHost b\n Include "${d}/[0-1]0" ${d}/*.d/?\nHost *\n Port 3\n`,
      'a',
      'b',
    );
    await expectSame(`Host zzz\n Include ${d}/10\n Port 4\n`, 'a', 'b');
    await expectSame(`Include ${home.path}/[!a-c]/[12]0\nPort 3\n`, 'a', 'b');
  });

  test('any mixture of sections, settings and included files', async () => {
    const name = fc.constantFrom('a', 'b', 'A', 'ab.example', '*', 'a*', '?', '!a', '!b*', '*.example');
    const setting = fc.oneof(
      fc.tuple(fc.constantFrom('User', 'HostKeyAlias'), fc.constantFrom('a', 'b', '"a"')),
      fc.tuple(fc.constant('HostName'), fc.constantFrom('a', 'b', 'B', '%h.example', 'ab.example')),
      fc.tuple(fc.constant('ProxyJump'), fc.constantFrom('j', 'me@k')),
      fc.tuple(fc.constant('Port'), fc.constantFrom('22', '2200')),
      fc.tuple(fc.constant('IdentityFile'), fc.constantFrom('one', '"t w o"', 'three # c')),
      fc.tuple(fc.constant('ProxyCommand'), fc.constantFrom('none', 'nc "%h" %p')),
    );
    const criterion = fc
      .tuple(
        fc.constantFrom('', '!'),
        fc.constantFrom('host', 'originalhost', 'user', 'localuser'),
        fc.constantFrom('a', 'b', 'A', 'a,b', '*', '!a,*', userInfo().username),
      )
      .map(([not, kind, value]) => `${not}${kind} ${value}`);
    const section = fc.oneof(
      fc.array(name, {minLength: 1, maxLength: 3}).map(names => `Host ${names.join(' ')}`),
      fc
        .tuple(fc.constantFrom('', 'final ', 'canonical '), fc.array(criterion, {minLength: 1, maxLength: 2}))
        .map(([first, list]) => `Match ${first}${list.join(' ')}`),
      fc.constant('Match all'),
    );
    const line = fc.oneof(
      {weight: 4, arbitrary: setting.map(([keyword, value]) => ` ${keyword} ${value}`)},
      {weight: 2, arbitrary: section},
    );
    const lines = fc.array(line, {maxLength: 9});
    const text = fc.tuple(lines, fc.option(lines), lines);
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom('a', 'b', 'A', 'ab.example'),
        async ([first, included, last], destination) => {
          const part = included && home.file('part', `${included.join('\n')}\n`);
          await expectSame([...first, ...(part ? [`Include ${part}`] : []), ...last, ''].join('\n'), destination);
        },
      ),
      {numRuns: 40},
    );
  });
});
