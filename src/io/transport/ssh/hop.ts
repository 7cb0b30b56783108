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
  /** Its name in known_hosts: an address with a port, or an alias, which has none (22). */
  readonly keyName: string;
  readonly keyPort: number;
  readonly hostKeys: SshSettings['hostKeys'];
  readonly knownHostsFiles: readonly string[];
  /** Where new keys are added; undefined: ssh_config says that they are not stored. */
  readonly newKeysFile?: string;
  /** A file of public keys that no server may present. */
  readonly revokedHostKeys?: string;
  /** Targets of the jump hosts before it, the nearest first. */
  readonly jumps: readonly string[];
  /** The command whose input and output are the connection, instead of TCP. */
  readonly proxyCommand?: string;
  /** Configured key files. */
  readonly keyFiles: readonly string[];
  /** Key files to try when they exist. */
  readonly defaultKeyFiles: readonly string[];
  /** Configured certificates; without any, FILE-cert.pub beside each key file is tried. */
  readonly certificateFiles: readonly string[];
  /** Of the keys of the agent, only those of the key files are offered. */
  readonly identitiesOnly: boolean;
  /** The agent's socket. */
  readonly agent?: string;
  readonly timeoutMs: number;
}
