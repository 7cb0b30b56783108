import {Failure} from '../../../core/failure.js';
import type {HostName} from '../../../core/model/names.js';
import type {Wire} from '../transport.js';
import {newBoundary} from './boundary.js';
import {disturbed, loginHint, noShell} from './no-shell.js';

/** What a host answers to the probe. */
export interface Answer {
  /** Whether a script ran in sh. */
  readonly hasShell: boolean;
  /** Whether the login shell printed text before the script ran. */
  readonly isNoisy: boolean;
  readonly isRoot: boolean;
  /** Of a user other than root: whether sudo ran a command as root, and else what it printed. */
  readonly sudo: {readonly works: boolean; readonly said: string};
  /** Why there is no shell. */
  readonly refusal: Failure;
}

/**
 * One command that does what every script needs: sh, its input, a pipe, and root, by sudo where the user is another. Its
 * last line makes csh refuse it: see forCsh().
 */
const SCRIPT = [
  'read -r input; printf "%s%s %s:%s:" "$2" "$1" "$(id -u)" "$input" | cat; [ "$(id -u)" = 0 ] ||',
  'env LC_ALL=C sudo -n -- sh -c "printf %s%s \\"\\$2\\" \\"\\$1\\"" quorate "$1" "$2" 2>&1 </dev/null',
].join(' ');

/** A comment: a startup file may start another shell, which runs its input. */
const INPUT = '# quorate';

/** A host may print without end. */
const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * Throws Failure 'hosts/no-shell' when the host prints too much or nothing that ends, or changes the input or the output
 * of commands, and what exec() throws.
 */
export const probe = async (wire: Wire, host: HostName): Promise<Answer> => {
  const {halves, word} = newBoundary();
  const enough = new AbortController();
  let heard = Buffer.alloc(0);
  const onStdout = (chunk: Buffer): void => {
    heard = Buffer.concat([heard, chunk]);
    const text = heard.toString();
    // Cloud images wait ten seconds after these words.
    if (heard.length > MAX_BYTES || loginHint(text)) enough.abort(noShell(wire, host, {stdout: text, stderr: ''}));
  };
  const command = {
    argv: ['sh', '-c', `${SCRIPT}\n:`, 'quorate', ...halves],
    stdin: `${INPUT}\n`,
    title: 'test the login shell',
    changes: false,
  };
  try {
    const {code, stdout, stderr} = await wire.exec(command, {signal: enough.signal, timeoutMs: TIMEOUT_MS, onStdout});
    const text = stdout.toString();
    const [noise = '', answer] = text.split(word, 2);
    const [, uid, input, said = ''] = /^ (\d*):([^:\n]*):([\s\S]*)$/.exec(text.slice(noise.length + word.length)) ?? [];
    const hasShell = answer !== undefined && uid !== undefined;
    if (hasShell && input !== INPUT) throw disturbed(wire, host, 'reads the input of commands');
    if (hasShell && uid === '0' && said !== '') throw disturbed(wire, host, 'prints text after the output of commands');
    return {
      hasShell,
      isNoisy: noise !== '' || stderr !== '',
      isRoot: wire.user === 'root' || uid === '0',
      sudo: {works: said.includes(word), said},
      refusal: noShell(wire, host, {stdout: text, stderr, code}),
    };
  } catch (error) {
    const isLate = error instanceof Failure && error.code === 'timeout/command' && heard.length > 0;
    throw isLate ? noShell(wire, host, {stdout: heard.toString(), stderr: ''}) : error;
  }
};
