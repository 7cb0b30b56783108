import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {hostName} from '../../../src/core/model/names.js';
import type {OpenArtifact} from '../../../src/io/bundle/content.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import type {FetchSettings} from '../../../src/io/remote/fetch-settings.js';
import {hostClient} from '../../../src/io/remote/host-client.js';
import type {Command, ExecResult, Transport} from '../../../src/io/transport/transport.js';
import {writeStdin} from '../../../src/io/transport/write-stdin.js';
import type {HostClient} from '../../../src/ports/host.js';

const templates = await loadTemplates();

/** What goes wrong with the command that runs next. */
export interface Trouble {
  /** Lines of sh that run first, in the same shell. */
  readonly before?: string;
  /** Bytes of the input that arrive. */
  readonly arriving?: number;
  /** What becomes of the answer. */
  readonly answer?: (stdout: string) => string;
}

/** Before the name of a command, in a command of a test host: that of the machine. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: an expansion of sh
export const REAL = 'PATH=${PATH#*:} exec';

/** A directory that stands for a host, and commands of its own in front of the machine's. */
export class TestHost {
  readonly root = mkdtempSync(join(tmpdir(), 'quorate-port-'));
  readonly commands: Command[] = [];
  readonly uploads: [string, number, number][] = [];
  readonly received: [string, number, number][] = [];
  trouble: Trouble = {};
  /** What runs the scripts. */
  shell: 'sh' | 'bash' = process.env.SCRIPT_SHELL === 'bash' ? 'bash' : 'sh';
  /** Commands that are not installed. */
  without: readonly string[] = [];
  /** Variables of the environment in which the scripts run. */
  environment: Readonly<Record<string, string>> = {};
  /** How it downloads. */
  downloads: FetchSettings | undefined;
  /** The shell that runs at the moment, in a process group of its own. */
  running: ChildProcess | undefined;
  artifacts: (artifact: Artifact) => AsyncIterable<Uint8Array> = () => {
    throw new Error('no artifact was expected');
  };
  uncompressed: OpenArtifact['uncompressed'];

  constructor() {
    this.write('/etc/machine-id', '0123456789abcdef\n');
    this.write('/etc/os-release', 'ID=debian\nVERSION_ID="12"\n');
    this.write('/proc/meminfo', 'MemTotal:        4096000 kB\nMemFree: 1 kB\n');
    this.write('/proc/1/status', 'Name:\tsystemd\nCapBnd:\t000001ffffffffff\n');
    this.write('/proc/filesystems', 'nodev\ttmpfs\n');
    this.write('/run/systemd/container', 'systemd-nspawn\n');
    this.write('/sys/fs/cgroup/cgroup.procs', '');
    mkdirSync(this.at('/run/systemd/system'), {recursive: true});
    this.command('ss', '');
    // Not those of this machine.
    for (const name of ['iptables-save', 'ip6tables-save']) this.command(name, '');
    this.command('ip', "echo '2: host0    inet 10.0.0.5/24 brd 10.0.0.255 scope global host0'");
  }

  get port(): HostClient {
    return hostClient(
      hostName('cp-1'),
      this.transport,
      templates,
      async artifact => ({
        size: artifact.stored!.size,
        bytes: this.artifacts(artifact),
        ...(this.uncompressed && {uncompressed: this.uncompressed}),
      }),
      ({name}, sent, total) => this.uploads.push([name, sent, total]),
      {
        settings: async () => this.downloads!,
        onReceived: ({name}, received, total) => this.received.push([name, received, total]),
      },
    );
  }

  at = (path: string): string => join(this.root, path);
  exists = (path: string): boolean => existsSync(this.at(path));
  text = (path: string): string => readFileSync(this.at(path), 'utf8');

  write(path: string, text: string | Uint8Array, mode = 0o644): void {
    mkdirSync(dirname(this.at(path)), {recursive: true});
    writeFileSync(this.at(path), text, {mode});
    chmodSync(this.at(path), mode);
  }

  link(path: string, target: string): void {
    mkdirSync(dirname(this.at(path)), {recursive: true});
    symlinkSync(target, this.at(path));
  }

  /** A command of this host; `$ROOT` is its root, and `$ROOT/calls` is there to be written to. */
  command(name: string, script: string): void {
    this.write(`/commands/${name}`, `#!/bin/sh\nROOT='${this.root}'\n${script}\n`, 0o755);
  }

  /** The file system of a path has no space left; every command that this pattern of sh matches fails there. */
  fillUp(path: string, ...failing: readonly string[]): void {
    this.command('stat', `case "$*" in -f*.${path}/*) echo '0 4096 100 50'; exit ;; esac; ${REAL} stat "$@"`);
    for (const name of failing) this.command(name, `case "$*" in *.${path}/*) exit 1 ;; esac; ${REAL} ${name} "$@"`);
  }

  remove = (): void => rmSync(this.root, {recursive: true, force: true});

  readonly transport: Transport = {
    target: 'test',
    exec: async (command, {onStdout} = {}) => {
      this.commands.push(command);
      const {before = '', arriving = Number.POSITIVE_INFINITY, answer = (stdout: string) => stdout} = this.trouble;
      this.trouble = {};
      const [, , script = '', name = ''] = command.argv;
      const child = spawn(this.shell, ['-c', `${hiding(this.without)}\n${before}\n${script}`, name, this.root], {
        detached: true,
        // SHLVL: at the first level, bash with a socket as its input reads ~/.bashrc of the user.
        env: {
          LANG: process.env.LANG,
          SHLVL: '1',
          ...this.environment,
          PATH: `${this.at('/commands')}:${process.env.PATH}`,
        },
      });
      this.running = child;
      const [result] = await Promise.all([resultOf(child, onStdout), feed(child, until(arriving, command.stdin))]);
      return {...result, stdout: Buffer.from(answer(result.stdout.toString('latin1')), 'latin1')};
    },
    forward: async () => {
      throw new Error('no stream was expected');
    },
    close: async () => {},
  };
}

/** As over a connection: the next chunk is asked for when the one before was taken. */
const feed = (child: ChildProcess, input: AsyncIterable<Uint8Array>): Promise<void> => {
  const over = new AbortController();
  child.on('close', () => over.abort());
  return writeStdin(child.stdin!, input, over.signal);
};

/** As much of an input as arrives. */
async function* until(bytes: number, input: Command['stdin'] = ''): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of typeof input === 'string' || input instanceof Uint8Array ? [Buffer.from(input)] : input) {
    yield chunk.subarray(0, left);
    left -= chunk.byteLength;
    if (left <= 0) return;
  }
}

/** Lines of sh after which `command -v` does not find these commands. */
const hiding = (commands: readonly string[]): string =>
  commands.length === 0
    ? ''
    : [
        'command() {',
        `  case " $2 \${3-} " in ${commands.map(name => `*" ${name} "*`).join(' | ')}) return 1 ;; esac`,
        '  if [ "$2" = -- ]; then type "$3"; else type "$2"; fi >/dev/null 2>&1',
        '}',
      ].join('\n');

/** It runs in a process group of its own, so that a script may kill itself with all of its children. */
const resultOf = (child: ChildProcess, onStdout: (chunk: Buffer) => void = () => {}): Promise<ExecResult> =>
  new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout!.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      onStdout(chunk);
    });
    child.stderr!.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', code =>
      resolve({code: code ?? 137, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString()}),
    );
  });
