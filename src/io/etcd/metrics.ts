/**
 * The 99th percentile in milliseconds of a histogram in Prometheus' text format, by the rule of its
 * `histogram_quantile`; undefined without samples.
 */
export function p99Ms(metrics: string, histogram: string): number | undefined {
  const buckets = [...metrics.matchAll(new RegExp(`^${histogram}_bucket\\{le="([^"]+)"\\} (\\S+)$`, 'gm'))]
    .map(([, le, count]) => ({seconds: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count: Number(count)}))
    .sort((one, other) => one.seconds - other.seconds);
  const rank = 0.99 * (buckets.at(-1)?.count ?? 0);
  const at = buckets.findIndex(({count}) => count >= rank);
  if (rank === 0 || at === -1) return undefined;
  const {seconds: upper, count} = buckets[at]!;
  const {seconds: lower, count: before} = buckets[at - 1] ?? {seconds: 0, count: 0};
  // Beyond the largest bound, that bound is all that is known.
  const seconds =
    upper === Number.POSITIVE_INFINITY ? lower : lower + (upper - lower) * ((rank - before) / (count - before));
  return Math.round(seconds * 10_000) / 10;
}

/** The mean in milliseconds of the samples between two reads of a histogram; undefined without samples. */
export function meanBetweenMs(before: string, after: string, histogram: string): number | undefined {
  const value = (metrics: string, part: 'sum' | 'count') =>
    Number(new RegExp(`^${histogram}_${part} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
  const count = value(after, 'count') - value(before, 'count');
  const seconds = value(after, 'sum') - value(before, 'sum');
  return count > 0 ? Math.round((seconds / count) * 10_000) / 10 : undefined;
}

export const FSYNC = 'etcd_disk_wal_fsync_duration_seconds';
export const COMMIT = 'etcd_disk_backend_commit_duration_seconds';
