/**
 * The CAs that an operator has in a directory, by the paths of their certificates on hosts. A CA without its encrypted key
 * is none of them. This is read without the identity that decrypts.
 */
export interface CaHomeFacts {
  /** For messages. */
  readonly directory: string;
  /** The texts of certificate files, as hosts have them. */
  readonly publicTexts: ReadonlyMap<string, string>;
  /** Of these, certificates that were written with another encrypted key than the one that is there. */
  readonly torn: ReadonlySet<string>;
}
