/** The files of a directory, by name. */
export interface HomeFiles {
  readonly directory: string;
  /** Undefined: it does not exist. Throws Failure 'pki/home-unreadable'. */
  read(name: string): Promise<Buffer | undefined>;
  /** In one step, and durable when it resolves. Throws Failure 'pki/home-unwritable'. */
  replace(name: string, content: string): Promise<void>;
}

/** Encrypts and decrypts the text of a key. */
export interface KeyCipher {
  readonly hasIdentity: boolean;
  /** Throws Failure 'pki/home-unwritable' if a recipient is none. */
  encrypt(text: string): Promise<string>;
  /** Throws Failure 'pki/identity-missing' or 'pki/identity-wrong'. */
  decrypt(encrypted: string, file: string): Promise<string>;
}
