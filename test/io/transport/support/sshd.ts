import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {userInfo} from 'node:os';
import type {SshSettings} from '../../../../src/core/model/config.js';
import {knownHostsLine, newKey, type TestKey, temporaryHome} from './keys.js';

const SSHD = '/usr/sbin/sshd';
const PRIVILEGE_SEPARATION = '/run/sshd';

export const hasSshd = existsSync(SSHD);

/** OpenSSH's server on loopback: one process a connection, as from inetd, so that no port can be taken meanwhile. */
export interface Sshd {
  readonly port: number;
  /** What to set to log in: port, user, key file, known_hosts. */
  readonly ssh: Pick<SshSettings, 'port' | 'user' | 'keyFiles' | 'knownHostsFile'>;
  /** What the servers have logged so far. */
  readonly log: () => string;
  /** How many connections it took. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** Starts it with these lines of sshd_config, such as "MaxSessions 1". */
export const startSshd = async (settings: readonly string[] = []): Promise<Sshd> => {
  if (process.getuid?.() === 0) mkdirSync(PRIVILEGE_SEPARATION, {recursive: true, mode: 0o755});
  const home = temporaryHome();
  const [hostKey, mine] = [newKey(), newKey()];
  const config = home.file(
    'sshd_config',
    [
      ...settings,
      `HostKey ${home.file('host_key', hostKey.private)}`,
      `AuthorizedKeysFile ${home.file('authorized_keys', `${mine.public.type} ${base64(mine)}\n`, 0o644)}`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PidFile none',
      // bash reads ~/.bashrc for sshd only in an outermost shell.
      'SetEnv SHLVL=1',
      'LogLevel VERBOSE',
      '',
    ].join('\n'),
  );
  const children = new Set<ChildProcess>();
  let log = '';
  let connections = 0;
  const server = createServer({pauseOnConnect: true}, socket => {
    connections++;
    const child = spawn(SSHD, ['-i', '-e', '-f', config], {stdio: [socket, socket, 'pipe']});
    socket.destroy();
    children.add(child);
    child.stderr?.on('data', chunk => {
      log += chunk;
    });
    child.on('exit', () => children.delete(child));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {
    port,
    ssh: {
      port,
      user: userInfo().username,
      keyFiles: [home.file('key', mine.private)],
      knownHostsFile: home.file('known_hosts', knownHostsLine(`[127.0.0.1]:${port}`, hostKey)),
    },
    log: () => log,
    connections: () => connections,
    stop: async () => {
      for (const child of children) child.kill();
      await new Promise(resolve => server.close(resolve));
      home.clean();
    },
  };
};

const base64 = ({public: key}: TestKey): string => key.getPublicSSH().toString('base64');
