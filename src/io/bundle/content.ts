export interface Content {
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A gzip-compressed artifact, with its compressed bytes. */
export interface OpenArtifact extends Content {
  /** The artifact as it is. Rejects if there is no space for it; undefined: it can only be sent compressed. */
  readonly uncompressed?: () => Promise<Content>;
}
