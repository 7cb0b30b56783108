import {Failure} from '../../../core/failure.js';
import type {HostName} from '../../../core/model/names.js';
import {printable} from '../printable.js';
import type {Wire} from '../transport.js';

/** What a host printed instead of the answer; without a code it was not awaited to the end. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly code?: number;
}

/** The Failure of a host that accepts the login and runs no commands. It quotes the first line that the host printed. */
export const noShell = ({target, user}: Wire, host: HostName, said: Said): Failure => {
  const lines = linesOf(said);
  const all = lines.join('\n');
  const kind = KINDS.find(({pattern}) => pattern.test(all));
  const line = lines.find(each => kind?.pattern.test(each)) ?? lines[0];
  const answer = line === undefined ? 'nothing' : `"${line}"`;
  const ending = said.code === undefined ? '' : ` (exit code ${said.code})`;
  return new Failure(
    'hosts/no-shell',
    `${host} (${target}): the login of ${user} was accepted, but it runs no commands: it answered ${answer}${ending}`,
    {suggestions: (kind?.advice ?? unknown)(user, host, all)},
  );
};

/** The Failure of a host whose login shell runs commands and does something to their input or output. */
export const disturbed = ({target, user}: Wire, host: HostName, what: string): Failure =>
  new Failure(
    'hosts/no-shell',
    `${host} (${target}): the login of ${user} was accepted, but a startup file of its login shell, such as ~/.bashrc, ${what}`,
    {
      suggestions: [
        `on ${host}, let the startup file end where there is no terminal, in its first line: case $- in *i*) ;; *) return ;; esac`,
        anotherUser,
      ],
    },
  );

/** The user that a cloud image asks to log in as. */
export const loginHint = (text: string): string | undefined => LOGIN_AS.exec(text)?.[1];

/** The words of cloud-init's `disable_root_opts`. */
const LOGIN_AS = /log ?in as the user "?(?!NONE\b)([^"\s]{1,32})"? rather than/i;

type Advice = (user: string, host: HostName, all: string) => readonly string[];

const anotherUser = 'or log in as a user with a shell: set spec.ssh.user in the configuration';

const unknown: Advice = (user, host) => [
  `on ${host}, look for a forced command: sshd -T -C user=${user} | grep -i forcecommand; grep command= ~${user}/.ssh/authorized_keys`,
  `check its login shell: getent passwd ${user}`,
  anotherUser,
];

const KINDS: readonly {readonly pattern: RegExp; readonly advice: Advice}[] = [
  {
    pattern: LOGIN_AS,
    advice: (_user, _host, all) => [`set spec.ssh.user to ${loginHint(all)} in the configuration`],
  },
  {
    pattern: /account is (?:currently )?not available|nologin/i,
    advice: (user, host) => [`give it a login shell, on ${host}, as root: usermod -s /bin/bash ${user}`, anotherUser],
  },
  {
    pattern: /sftp connections only/i,
    advice: (user, host) => [
      `its SSH server allows ${user} only file transfers; on ${host}, find the ForceCommand in sshd_config: sshd -T -C user=${user} | grep -i forcecommand`,
      anotherUser,
    ],
  },
];

const MAX_LINES = 50;

/** Of both outputs, without control characters and empty lines. */
const linesOf = ({stdout, stderr}: Said): readonly string[] =>
  [stdout, stderr]
    .flatMap(text => text.slice(0, 8192).split(/[\r\n]+/))
    .map(line => printable(line))
    .filter(line => line !== '')
    .slice(0, MAX_LINES);
