/**
 * Whether the name or the peer URL of a live member may be written into ETCD_INITIAL_CLUSTER of another host. Any member
 * can give itself any name: a comma or an equals sign would add a member there, and a line break, a quote or a backslash
 * would change the settings after it.
 */
export const isPlainMemberText = (text: string): boolean => /^[\w.:/[\]%@+~-]{0,300}$/.test(text);
