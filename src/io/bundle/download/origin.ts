/** Where files of upstream are read from, by host and path there: "dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet". */
export interface Origin {
  /** URL or file name, for messages. */
  nameOf(path: string): string;
  /** Bytes of a file, at least one; undefined if the server does not name them. @throws Failure download/* */
  size(path: string): Promise<number | undefined>;
  /** A small file. @param accept media types to ask for. @throws Failure download/* */
  read(path: string, limits: {readonly most: number; readonly accept?: readonly string[]}): Promise<SmallFile>;
  /** A file from a byte on. @throws Failure download/*, also while the bytes are read */
  open(path: string, from: number, validator?: string): Promise<OpenFile>;
  /** How many requests were sent. */
  requests(): number;
  close(): Promise<void>;
}

export interface SmallFile {
  readonly body: Buffer;
  /** Media type, where the origin names one. */
  readonly type?: string;
}

export interface OpenFile {
  /** First byte that is sent: the one that was asked for, or 0 if the origin sends everything. */
  readonly from: number;
  /** Bytes of the complete file, where the origin names it. */
  readonly total?: number;
  /** Names this content of the file: the rest of another content is not sent. */
  readonly validator?: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Ends the transfer without reading it. */
  discard(): Promise<void>;
}
