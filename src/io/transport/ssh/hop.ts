import type {SshSettings} from '../../../core/model/config.js';

/** One SSH connection of a route: to a jump host, or to the host itself. */
export interface Hop {
  /** For messages: "cp-1 (root@10.0.0.5:22)", "jump host me@bastion:22". */
  readonly label: string;
  /** user@address:port */
  readonly target: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Its name in known_hosts. */
  readonly keyName: string;
  readonly hostKeys: SshSettings['hostKeys'];
  /** New keys are added to the first. */
  readonly knownHostsFiles: readonly string[];
  /** Targets of the jump hosts before it, the nearest first. */
  readonly jumps: readonly string[];
  /** Configured key files. */
  readonly keyFiles: readonly string[];
  /** Key files to try when they exist. */
  readonly defaultKeyFiles: readonly string[];
  /** The agent's socket. */
  readonly agent?: string;
  readonly timeoutMs: number;
}
