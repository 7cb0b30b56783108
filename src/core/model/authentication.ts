/** How an attribute of a user is made from a token: a claim with its prefix, or a CEL expression. */
export interface ClaimMapping {
  readonly claim?: string;
  readonly prefix?: string;
  readonly expression?: string;
}

export interface ClaimRule {
  readonly claim?: string;
  readonly requiredValue?: string;
  readonly expression?: string;
  readonly message?: string;
}

export interface UserRule {
  readonly expression: string;
  readonly message?: string;
}

/** An OpenID Connect issuer whose tokens the API servers accept. */
export interface IssuerConfig {
  readonly url: string;
  readonly discoveryUrl?: string;
  readonly audiences: readonly string[];
  /** The file of the operator. */
  readonly ca?: string;
  /** The content of `ca`, in PEM, once the file was read. */
  readonly caCertificates?: string;
  readonly username: ClaimMapping;
  readonly groups?: ClaimMapping;
  readonly claimValidationRules: readonly ClaimRule[];
  readonly userValidationRules: readonly UserRule[];
}

export interface AuthenticationConfig {
  readonly issuers: readonly IssuerConfig[];
}
