import type {Duplex} from 'node:stream';

/** A command for a host: an argument vector until the wire, where it is quoted once. */
export interface Command {
  readonly argv: readonly string[];
  /** Sent to the standard input of the command: secrets are sent only here. */
  readonly stdin?: Uint8Array | string | AsyncIterable<Uint8Array>;
  /** Neither input nor output is written to the log. */
  readonly secret?: boolean;
  /** Short, for logs and errors: "gather facts", "install kubelet". */
  readonly title: string;
  /** Whether it changes the host: changing operations are numbered by the crash hook. */
  readonly changes: boolean;
  /** It runs until its input or its connection ends, so no other command waits for its end. */
  readonly endless?: boolean;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** Complete, not shortened. */
  readonly stderr: string;
}

export interface ExecOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds after which the command is cancelled: Failure 'timeout/command'. */
  readonly timeoutMs?: number;
  /** Milliseconds without progress, after which it is cancelled likewise: no input was read, no output was written. */
  readonly stallMs?: number;
  /** Most bytes of output, on both outputs together: Failure 'hosts/too-much-output'. Default: OUTPUT_LIMITS.usual. */
  readonly maxBytes?: number;
  /** Called right before the command is sent: it has a connection and its turn. */
  readonly onStart?: () => void;
  /** Output as it arrives, for a command that prints something long before it ends; the result has it too. */
  readonly onStdout?: (chunk: Buffer) => void;
}

/** A connection to a host: ssh2, local (execa), or a fake in tests. */
export interface Transport {
  /** For messages: "root@10.0.0.5:22", "local". */
  readonly target: string;
  /**
   * Any exit code is a result. Throws Failure 'hosts/…' when there is none, with the name of the host, the reason and
   * what to do.
   */
  exec(command: Command, options?: ExecOptions): Promise<ExecResult>;
  /** A stream to a port that the host connects to, also on its loopback. Throws Failure 'hosts/no-forward'. */
  forward(address: string, port: number): Promise<Duplex>;
  /** Fires when the connection is gone: everything that is asked of it afterwards fails. Undefined: it cannot be lost. */
  readonly lost?: AbortSignal;
  close(): Promise<void>;
}

/** Every command of quorate has a time limit; one that is endless has an infinite one. */
export type LimitedOptions = ExecOptions & ({readonly timeoutMs: number} | {readonly stallMs: number});

/** A connection to a host, for everything but the transport itself. */
export interface HostTransport extends Omit<Transport, 'exec'> {
  exec(command: Command, options: LimitedOptions): Promise<ExecResult>;
}

export interface WireOptions extends ExecOptions {
  /** Called when the host has the command and all of its input, before the result is returned. */
  readonly onSent?: () => void;
}

/** The innermost transport, without decorators. */
export interface Wire extends Transport {
  /** The user that runs the commands on the host. */
  readonly user: string;
  exec(command: Command, options?: WireOptions): Promise<ExecResult>;
}
