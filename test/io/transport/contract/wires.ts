import {describe} from 'vitest';
import {localWire} from '../../../../src/io/transport/local.js';
import {openSshWire} from '../../../../src/io/transport/openssh/wire.js';
import type {ConnectContext} from '../../../../src/io/transport/ssh/context.js';
import {jumpPool} from '../../../../src/io/transport/ssh/pool.js';
import {sshWire} from '../../../../src/io/transport/ssh/ssh-transport.js';
import type {Command, Wire} from '../../../../src/io/transport/transport.js';
import {hostWith} from '../support/hosts.js';
import {knownHostsLine, newKey, temporaryHome} from '../support/keys.js';
import {startServer} from '../support/server.js';
import {hasSshd, startSshd} from '../support/sshd.js';

/** A wire with what is at its other end. */
export interface Tried {
  readonly wire: Wire;
  /** Ends the connection as a power cut does. Undefined: there is none. */
  readonly cut?: () => Promise<void>;
  /** Stops the process of the server, whose machine still acknowledges what is sent. Undefined: it has none. */
  readonly hang?: () => Promise<void>;
  stop(): Promise<void>;
}

interface Kind {
  readonly name: string;
  /** Why it cannot be tried here. */
  readonly missing?: string;
  /** With these lines in sshd_config, where there is one. */
  open(settings?: readonly string[], context?: Pick<ConnectContext, 'keepaliveMs'>): Promise<Tried>;
}

const local: Kind = {
  name: 'local',
  open: async () => ({wire: localWire(process.env), stop: async () => {}}),
};

const inProcess: Kind = {
  name: 'builtin, to a server in this process',
  open: async () => {
    const home = temporaryHome();
    const pool = jumpPool();
    const [hostKey, clientKey] = [newKey(), newKey()];
    const server = await startServer({hostKeys: [hostKey.private], welcome: [clientKey.public]});
    const host = hostWith({
      port: server.port,
      keyFiles: [home.file('key', clientKey.private)],
      knownHostsFile: home.file('known_hosts', knownHostsLine(`[127.0.0.1]:${server.port}`, hostKey)),
    });
    const wire = await sshWire(host, process.env, {pool});
    return {
      wire,
      cut: async () => server.cut(),
      stop: async () => {
        await wire.close();
        await pool.close();
        await server.stop();
        home.clean();
      },
    };
  },
};

const toSshd = (name: string, connect: typeof sshWire): Kind => ({
  name,
  ...(hasSshd ? {} : {missing: 'sshd is not installed'}),
  open: async (settings, context) => {
    const pool = jumpPool();
    const server = await startSshd(settings);
    const wire = await connect(hostWith(server.ssh), process.env, {pool, ...context});
    const stopped: number[] = [];
    return {
      wire,
      hang: async () => {
        const pid = Number((await wire.exec(sh('echo $PPID'))).stdout.toString());
        process.kill(pid, 'SIGSTOP');
        stopped.push(pid);
      },
      // The parent of a command is the sshd of the connection.
      cut: async () => void (await wire.exec(sh('kill -KILL $PPID')).catch(() => {})),
      stop: async () => {
        await wire.close();
        await pool.close();
        for (const pid of stopped) process.kill(pid, 'SIGKILL');
        await server.stop();
      },
    };
  },
});

export const KINDS: readonly Kind[] = [
  local,
  inProcess,
  toSshd('builtin, to sshd', sshWire),
  toSshd('openssh, to sshd', openSshWire),
];

/** The behaviour of every wire. One that cannot be tried here is skipped and says why. */
export const contract = (about: string, tests: (kind: Kind) => void, kinds: readonly Kind[] = KINDS): void => {
  for (const kind of kinds) {
    const because = kind.missing === undefined ? '' : ` (skipped: ${kind.missing})`;
    describe.skipIf(kind.missing !== undefined)(`${kind.name}${because}: ${about}`, () => tests(kind));
  }
};

export const sh = (script: string, more: Partial<Command> = {}): Command => ({
  argv: ['sh', '-c', script],
  title: 'try a script',
  changes: false,
  ...more,
});

/** Waits on the host for a file, and not without end. */
export const until = (file: string): string =>
  `n=0; until [ -e ${file} ] || [ $n = 300 ]; do n=$((n + 1)); sleep 0.1; done`;
