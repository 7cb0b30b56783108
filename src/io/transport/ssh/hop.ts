import type {SshSettings} from '../../../core/model/config.js';

/** One SSH connection on the way to a host, or the last one, to the host itself. */
export interface Hop {
  /** For messages: "cp-1 (root@10.0.0.5:22)", "jump host me@bastion:22". */
  readonly label: string;
  /** user@address:port */
  readonly target: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The name known_hosts has for it. */
  readonly keyName: string;
  readonly hostKeys: SshSettings['hostKeys'];
  /** New keys are added to the first. */
  readonly knownHostsFiles: readonly string[];
  /** Key files somebody named. */
  readonly keyFiles: readonly string[];
  /** Key files to try when they exist. */
  readonly defaultKeyFiles: readonly string[];
  /** The agent's socket. */
  readonly agent?: string;
  readonly timeoutMs: number;
}
