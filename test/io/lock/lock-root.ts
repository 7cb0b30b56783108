import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {type Holder, holderLine} from '../../../src/io/lock/holder.js';
import type {RemoteShell} from '../../../src/io/remote/script.js';
import {localWire} from '../../../src/io/transport/local.js';
import type {Command} from '../../../src/io/transport/transport.js';

const templates = await loadTemplates();

/** A folder that stands for a host, where this machine's own processes hold locks. */
export class LockRoot {
  readonly root = mkdtempSync(join(tmpdir(), 'quorate-lock-'));
  readonly commands: Command[] = [];
  /** Pieces of input that commands have taken so far. */
  chunksSent = 0;
  readonly shell: RemoteShell;
  /** The same host, through a connection that is never lost. */
  readonly elsewhere: RemoteShell;
  private readonly others: ChildProcess[] = [];
  private connection = connection();
  private isDown = false;

  constructor(name: string) {
    symlinkSync('/proc', this.at('/proc'));
    mkdirSync(this.at('/commands'));
    const wire = localWire({...process.env, PATH: `${this.at('/commands')}:${process.env.PATH}`});
    this.elsewhere = {
      name: hostName(name),
      templates,
      transport: {
        ...wire,
        exec: (command, options) => wire.exec({...command, argv: [...command.argv, this.root]}, options),
      },
    };
    this.shell = {
      name: hostName(name),
      templates,
      transport: {
        ...wire,
        exec: (command, options) => {
          if (this.isDown) return Promise.reject(new Failure('hosts/unreachable', `${name}: no route`));
          this.commands.push(command);
          const {lost, input} = this.connection;
          const stdin = input(this.counting(command.stdin));
          const ending = wire.exec({...command, argv: [...command.argv, this.root], stdin}, options);
          return Promise.race([ending, lost]);
        },
      },
    };
  }

  private async *counting(stdin: Command['stdin'] = ''): AsyncGenerator<Uint8Array> {
    const chunks = typeof stdin === 'string' || stdin instanceof Uint8Array ? [Buffer.from(stdin)] : stdin;
    for await (const chunk of chunks) {
      this.chunksSent++;
      yield chunk;
    }
  }

  /**
   * The connection is lost, and none can be made until `heal()`. A host that does not notice it reads on from the
   * connection, where nothing arrives any more.
   */
  cut({isNoticed}: {readonly isNoticed: boolean}): void {
    this.isDown = true;
    this.connection.cut(isNoticed, new Failure('hosts/connection-lost', `${this.shell.name}: the connection was lost`));
  }

  heal(): void {
    this.isDown = false;
    this.connection = connection();
  }

  at = (path: string): string => join(this.root, path);

  /** A command of this host in front of the machine's. */
  command(name: string, script: string): void {
    writeFileSync(this.at(`/commands/${name}`), `#!/bin/sh\n${script}\n`);
    chmodSync(this.at(`/commands/${name}`), 0o755);
  }

  /** Another run holds the lock through a connection of its own; with `killed` it dies without a word. */
  holdAsAnother(holder: Holder): {killed(): void} {
    const hold = ['prelude', 'lock', 'lock-hold'].map(name => templates.get(`host/${name}.sh`)).join('\n');
    const host = spawn('sh', ['-c', hold, 'quorate', this.root], {stdio: ['pipe', 'ignore', 'inherit']});
    const run = spawn('sh', ['-c', 'printf "60\\t1\\t%s\\n" "$0"; exec sleep 600', holderLine(holder)]);
    run.stdout.pipe(host.stdin);
    this.others.push(host, run);
    return {killed: () => void run.kill('SIGKILL')};
  }

  remove(): void {
    for (const other of this.others) other.kill('SIGKILL');
    for (const each of all.splice(0)) each.forget();
    rmSync(this.root, {recursive: true, force: true});
  }
}

interface Connection {
  /** Rejects when it is lost. */
  readonly lost: Promise<never>;
  /** What of an input arrives at the host. */
  input(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  cut(isNoticed: boolean, failure: Failure): void;
  /** The host notices at last. */
  forget(): void;
}

const all: Connection[] = [];

function connection(): Connection {
  let lose = (_: Failure) => {};
  let cut = (_: 'end' | 'silence') => {};
  let forget = () => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => undefined);
  const isCut = new Promise<'end' | 'silence'>(resolve => {
    cut = resolve;
  });
  const forgotten = new Promise<void>(resolve => {
    forget = resolve;
  });
  const made: Connection = {
    lost,
    async *input(chunks) {
      const iterator = chunks[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([isCut, iterator.next()]);
        if (next === 'silence') await forgotten;
        if (next === 'silence' || next === 'end' || next.done === true) return;
        yield next.value;
      }
    },
    cut: (isNoticed, failure) => {
      cut(isNoticed ? 'end' : 'silence');
      lose(failure);
    },
    forget: () => forget(),
  };
  all.push(made);
  return made;
}

/** An unreachable host. */
export const unreachable = (name: string, failure: Error): RemoteShell => ({
  name: hostName(name),
  templates,
  transport: {
    target: name,
    exec: () => Promise.reject(failure),
    forward: () => Promise.reject(failure),
    close: async () => {},
  },
});
