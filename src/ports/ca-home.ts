import type {CaHomeFacts} from '../core/model/ca-home.js';
import type {CaName} from '../core/pki/types.js';
import type {HostFile} from './host.js';

/** The directory of the operator with the CAs of a cluster; their private keys are encrypted. */
export interface CaHome {
  /** For messages. */
  readonly directory: string;
  /** An identity was given. Whether it fits is known when a key is read. */
  readonly hasIdentity: boolean;
  /** Needs no identity. Throws Failure 'pki/home-unreadable'. */
  facts(): Promise<CaHomeFacts>;
  /** The text of a certificate file, as hosts have it. Needs no identity. Throws Failure 'pki/home-unreadable'. */
  certText(name: CaName): Promise<string>;
  /** The key and the certificate of a CA, as on a host. Throws Failure 'pki/identity-missing' or 'pki/identity-wrong'. */
  read(name: CaName): Promise<readonly HostFile[]>;
  /**
   * Stores a CA, its key encrypted and before its certificate.
   *
   * @throws Failure 'pki/home-changed' if it is not as this process read it, 'pki/home-unwritable'
   */
  write(name: CaName, files: readonly HostFile[]): Promise<void>;
}
