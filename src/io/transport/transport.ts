import type {Duplex} from 'node:stream';

/** A command for a host: an argument vector until the wire, where it is quoted once. */
export interface Command {
  readonly argv: readonly string[];
  /** Sent to the command's standard input; the only way a secret may travel. */
  readonly stdin?: Uint8Array | string | AsyncIterable<Uint8Array>;
  /** Neither input nor output is written to the log. */
  readonly secret?: boolean;
  /** Short words for logs and errors: "read facts", "install kubelet". */
  readonly title: string;
  /** Does it change the host? Changing operations are numbered by the crash hook; questions are not. */
  readonly changes: boolean;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** Kept whole. */
  readonly stderr: string;
}

export interface ExecOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds after which the command is given up: Failure 'timeout/command'. */
  readonly timeoutMs?: number;
  /** Output as it comes, for a command that says something long before it ends; the result has it all the same. */
  readonly onStdout?: (chunk: Buffer) => void;
}

/** A way to a host: ssh2, local (execa) or a fake in tests; nothing else knows the difference. */
export interface Transport {
  /** For messages: "root@10.0.0.5:22", "local". */
  readonly target: string;
  /**
   * Any exit code is an answer. Throws Failure 'hosts/…' when nobody answered, with the host's name, the reason
   * and what to do.
   */
  exec(command: Command, options?: ExecOptions): Promise<ExecResult>;
  /** A stream to a port as the host reaches it, on its loopback too. Throws Failure 'hosts/no-forward'. */
  forward(address: string, port: number): Promise<Duplex>;
  close(): Promise<void>;
}

export interface WireOptions extends ExecOptions {
  /** Called when the host has the command and all of its input, before its answer is handed on. */
  readonly onSent?: () => void;
}

/** The innermost transport: nothing stands between it and the host. */
export interface Wire extends Transport {
  /** Who runs the commands there. */
  readonly user: string;
  exec(command: Command, options?: WireOptions): Promise<ExecResult>;
}
