/** Copies of files that a stage replaces, by what it restarts. They are deleted when the new files have proven good. */
export const KEPT_SETS = ['etcd', 'control-plane', 'node', 'keepalived'] as const;

export type KeptSet = (typeof KEPT_SETS)[number];

export const isKeptSet = (text: string): text is KeptSet => (KEPT_SETS as readonly string[]).includes(text);
