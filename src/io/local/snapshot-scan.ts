/** What a snapshot says of itself, besides its manifest. */
export interface SnapshotScan {
  /** Names of the keys with which values in it are encrypted, also of values that were deleted. */
  readonly encryptionKeys: readonly string[];
  readonly hasTrace: boolean;
}

/** @param trace a text that its cluster stores; undefined: none is searched. */
export async function scanSnapshot(
  pieces: AsyncIterable<Uint8Array>,
  trace: string | undefined,
): Promise<SnapshotScan> {
  const keys = new Set<string>();
  let hasTrace = false;
  let tail = '';
  for await (const piece of pieces) {
    const text = tail + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
    hasTrace ||= trace !== undefined && text.includes(trace);
    for (const [, name] of text.matchAll(/k8s:enc:[a-z]+:v\d:([A-Za-z0-9._-]{1,63}):/g)) keys.add(name!);
    tail = text.slice(-OVERLAP);
  }
  return {encryptionKeys: [...keys].toSorted(), hasTrace};
}

/** Longer than anything that is searched. */
const OVERLAP = 512;
