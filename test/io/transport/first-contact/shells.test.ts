import {existsSync} from 'node:fs';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {loadTemplates} from '../../../../src/io/local/templates.js';
import type {Command, Transport} from '../../../../src/io/transport/transport.js';
import {connections, hostWith} from '../support/hosts.js';
import {newKey, temporaryHome} from '../support/keys.js';
import {startServer, type TestServer} from '../support/server.js';

const SHELLS = ['dash', 'bash', 'rbash', 'zsh', 'ksh', 'mksh', 'fish', 'csh', 'tcsh'] as const;

const find = (shell: string): string | undefined =>
  ['/bin', '/usr/bin', '/usr/local/bin'].map(folder => `${folder}/${shell}`).find(existsSync);

const command = (argv: readonly string[], more: Partial<Command> = {}): Command => ({
  argv,
  title: 'ask',
  changes: false,
  ...more,
});

const templates = await loadTemplates();
const scripts = [...templates].filter(([name]) => name.startsWith('host/')).map(([, text]) => text);

/** ssh2's server takes no command of more than 32 KiB. */
const batches: string[][] = [];
for (const text of scripts) {
  const last = batches.at(-1);
  if (last && last.join('').length + text.length <= 20_000) last.push(text);
  else batches.push([text]);
}

/** Shells that are not installed are skipped; sh, which is dash or bash, always is. */
describe.each(SHELLS.map(shell => ({shell, path: find(shell)})))('with $shell as login shell', ({path}) => {
  describe.skipIf(path === undefined)('a host', () => {
    const home = temporaryHome();
    const site = connections();
    let server: TestServer;
    let transport: Transport;

    beforeAll(async () => {
      const [hostKey, mine] = [newKey(), newKey()];
      server = await startServer({hostKeys: [hostKey.private], welcome: [mine.public], ...(path && {shell: path})});
      const keyFiles = [home.file('key', mine.private)];
      transport = await site.connect(hostWith({port: server.port, hostKeys: 'off', keyFiles}));
    });

    afterAll(async () => {
      await site.close();
      await server.stop();
      home.clean();
    });

    test('receives every argument unchanged', async () => {
      const word = fc
        .oneof(
          fc.string({unit: 'binary'}),
          fc.string({unit: fc.constantFrom(...'\'"\\$`! \n\t\r\u001b*?[]{}~#&;|<>()=%-^:a0é')}),
        )
        .filter(text => !text.includes('\0'));
      await fc.assert(
        fc.asyncProperty(fc.array(word, {minLength: 1, maxLength: 6}), async argv => {
          const {stdout} = await transport.exec(command(['printf', '%s\\0', ...argv]));
          expect(stdout.toString().split('\0').slice(0, -1)).toEqual(argv);
        }),
        {numRuns: 25},
      );
    });

    test('receives every script unchanged', async () => {
      for (const texts of batches) {
        const {stdout} = await transport.exec(command(['printf', '%s\\0', ...texts]));
        expect(stdout.toString().split('\0').slice(0, -1)).toEqual(texts);
      }
    });

    test('runs a script with its input, arguments, output and exit code', async () => {
      const script =
        '# it\'s a comment!\nread -r line\nif [ "$line" != no ]; then\n  echo "$1 $line"\nfi\necho err >&2; exit 7\n';
      expect(await transport.exec(command(['sh', '-c', script, 'quorate', 'a b'], {stdin: 'yes!\n'}))).toEqual({
        code: 7,
        stdout: Buffer.from('a b yes!\n'),
        stderr: 'err\n',
      });
    });

    test('has 127 for a command that does not exist', async () => {
      expect((await transport.exec(command(['quorate-no-such-command', '!\n']))).code).toBe(127);
    });
  });
});
