import type {Command, ExecOptions, ExecResult, Transport} from './transport.js';

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
