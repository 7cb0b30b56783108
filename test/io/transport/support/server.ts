import {spawn} from 'node:child_process';
import {type AddressInfo, connect, type Socket} from 'node:net';
import ssh2, {
  type Algorithms,
  type AuthContext,
  type Connection,
  type ParsedKey,
  type ServerChannel,
  type Session,
} from 'ssh2';

export interface ServerOptions {
  readonly hostKeys: readonly string[];
  /** Public keys that may log in; empty: none. */
  readonly welcome?: readonly ParsedKey[];
  readonly users?: readonly string[];
  /** None: all users may log in. */
  readonly methods?: readonly ('publickey' | 'password')[];
  readonly algorithms?: Algorithms;
  /** PATH of the commands. */
  readonly path?: string;
  /** The login shell; sh by default. */
  readonly shell?: string;
  readonly maxSessions?: number;
  /** The first connections are closed before the handshake. */
  readonly dropFirst?: number;
  /** never: it neither opens nor refuses a connection. */
  readonly forwarding?: boolean | 'never';
}

export interface TestServer {
  readonly port: number;
  /** What clients did, in order: "connected", "offered <user> <method>", "exec <command line>". */
  readonly seen: string[];
  readonly connections: Set<Socket>;
  /** The most connections there were at a time that had not logged in yet. */
  mostHandshakes(): number;
  /** Ends every connection at once, as a power cut does. */
  cut(): void;
  stop(): Promise<void>;
}

/** A real SSH server in this process, with `sh` behind it. */
export const startServer = async (options: ServerOptions): Promise<TestServer> => {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const children = new Set<number>();
  let shaking = 0;
  let most = 0;
  let toDrop = options.dropFirst ?? 0;
  const server = new ssh2.Server(
    {hostKeys: [...options.hostKeys], ...(options.algorithms ? {algorithms: options.algorithms} : {})},
    client => {
      serve(client, {...options, seen, children});
      client.once('ready', () => shaking--);
    },
  );
  const inner = (server as unknown as {_srv: import('node:net').Server})._srv;
  inner.prependListener('connection', (socket: Socket) => {
    socket.setNoDelay();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    most = Math.max(most, ++shaking);
    if (toDrop-- > 0) socket.destroy();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: sockets,
    mostHandshakes: () => most,
    cut,
    stop: () => {
      cut();
      for (const group of children) end(group);
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
};

const end = (group: number): void => {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended, and its 'close' event has not arrived yet.
  }
};

interface Serving extends ServerOptions {
  readonly seen: string[];
  /** Process groups of commands that run. */
  readonly children: Set<number>;
}

const serve = (client: Connection, options: Serving): void => {
  const {seen} = options;
  let open = 0;
  seen.push('connected');
  client.on('error', () => {});
  client.on('authentication', context => authenticate(context, options));
  client.on('session', (accept, reject) => {
    if (++open > (options.maxSessions ?? 10)) {
      open--;
      reject();
      return;
    }
    const session = accept();
    session.on('close', () => open--);
    // ssh2's server takes no signals after the client's end of input; sshd does.
    session.on('eof', () => Object.assign(session, {_ending: false}));
    session.on('exec', (acceptExec, _reject, {command}) => {
      seen.push(`exec ${command}`);
      runShell(session, acceptExec(), command, options);
    });
  });
  client.on('tcpip', (accept, reject, {destIP, destPort}) => {
    if (options.forwarding === false) {
      reject();
      return;
    }
    seen.push(`forward ${destPort}`);
    if (options.forwarding === 'never') return;
    const socket = connect(destPort, destIP);
    socket.once('error', reject);
    socket.once('connect', () => {
      const channel = accept();
      channel.on('error', () => {});
      socket.on('error', () => channel.destroy());
      socket.pipe(channel).pipe(socket);
    });
  });
};

const authenticate = (context: AuthContext, options: Serving): void => {
  const methods = [...(options.methods ?? ['publickey'])];
  options.seen.push(`offered ${context.username} ${context.method}`);
  if (methods.length === 0 || (methods.includes('publickey') && isWelcome(context, options))) context.accept();
  else context.reject(methods);
};

const isWelcome = (context: AuthContext, {welcome = [], users}: ServerOptions): boolean => {
  if (context.method !== 'publickey' || users?.includes(context.username) === false) return false;
  const key = welcome.find(one => one.getPublicSSH().equals(context.key.data));
  if (!key) return false;
  const {blob, signature, hashAlgo} = context;
  return !blob || !signature || key.verify(blob, signature, hashAlgo);
};

const runShell = (
  session: Session,
  channel: ServerChannel,
  command: string,
  {path, shell = 'sh', children}: Serving,
): void => {
  const child = spawn(shell, ['-c', command], {
    detached: true,
    // In an outermost shell, bash reads ~/.bashrc of this machine for what looks like a network connection.
    env: {...process.env, SHLVL: '1', PATH: path ?? process.env.PATH},
  });
  const {pid = 0} = child;
  children.add(pid);
  child.stdin.on('error', () => {});
  channel.on('error', () => {});
  channel.pipe(child.stdin);
  child.stdout.on('data', chunk => pushed(channel.write(chunk), child.stdout, channel));
  child.stderr.on('data', chunk => channel.stderr.write(chunk));
  session.on('signal', (accept, _reject, {name}) => {
    accept?.();
    process.kill(-pid, `SIG${name.replace(/^SIG/, '')}`);
  });
  child.on('close', (code, signal) => {
    children.delete(pid);
    if (signal) channel.exit(signal.replace('SIG', ''));
    else channel.exit(code ?? 255);
    channel.end();
    // A session closes only when its input was read.
    channel.resume();
  });
};

const pushed = (roomLeft: boolean, source: NodeJS.ReadableStream, sink: ServerChannel): void => {
  if (roomLeft) return;
  source.pause();
  sink.once('drain', () => source.resume());
};
