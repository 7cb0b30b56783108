import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
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
  private readonly others: ChildProcess[] = [];

  constructor(name: string) {
    symlinkSync('/proc', this.at('/proc'));
    mkdirSync(this.at('/commands'));
    const wire = localWire({...process.env, PATH: `${this.at('/commands')}:${process.env.PATH}`});
    this.shell = {
      name: hostName(name),
      templates,
      transport: {
        ...wire,
        exec: (command, options) => {
          this.commands.push(command);
          const stdin = this.counting(command.stdin);
          return wire.exec({...command, argv: [...command.argv, this.root], stdin}, options);
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
    rmSync(this.root, {recursive: true, force: true});
  }
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
