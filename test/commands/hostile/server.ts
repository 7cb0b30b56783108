import type {AddressInfo} from 'node:net';
import ssh2, {type ServerChannel} from 'ssh2';
import type {TestKey} from '../../io/transport/support/keys.js';

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** What a host does with a command line and its input; `endless`: it prints without end. */
export type Behaviour = (commandLine: string, input: string) => Answer | 'endless';

/** An SSH server in this process that accepts every login, and whose behaviour can be changed. */
export async function hostileServer(hostKey: TestKey, behaviour: () => Behaviour) {
  const seen = {commands: 0};
  const server = new ssh2.Server({hostKeys: [hostKey.private]}, client => {
    client.on('error', () => {});
    client.on('authentication', context => context.accept());
    client.on('session', accept => {
      const session = accept();
      session.on('signal', acceptSignal => acceptSignal?.());
      session.on('exec', (acceptExec, _reject, {command}) => {
        seen.commands++;
        void answer(acceptExec(), command, behaviour());
      });
    });
    client.on('end', () => client.end());
    client.on('tcpip', (_accept, reject) => reject());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}

async function answer(channel: ServerChannel, commandLine: string, behave: Behaviour): Promise<void> {
  channel.on('error', () => {});
  const input: Buffer[] = [];
  channel.on('data', (chunk: Buffer) => input.push(chunk));
  // The process that holds the lock gets signs of life without end.
  await new Promise<void>(resolve => {
    channel.once('end', resolve).once('close', resolve);
    channel.once('data', () => setTimeout(resolve, 100));
  });
  const said = behave(commandLine, Buffer.concat(input).toString());
  if (said === 'endless') return flood(channel);
  channel.stderr.write(said.stderr);
  channel.write(said.stdout);
  channel.exit(said.code);
  channel.end();
}

const ZEROS = Buffer.alloc(256 * 1024);

function flood(channel: ServerChannel): void {
  let isOpen = true;
  channel.once('close', () => (isOpen = false));
  const more = (): void => {
    while (isOpen && channel.write(ZEROS));
    if (isOpen) channel.once('drain', more);
  };
  more();
}
