const MIB = 1024 * 1024;
const SAMPLE_MS = 50;
const COLLECT_MB = 400;

export interface Figures {
  readonly tookMs: number;
  readonly cpuMs: number;
  /** How much more memory was in use than before, at most. Below COLLECT_MB what is not collected yet counts. */
  readonly grewMb: number;
}

/** Resident memory says nothing here: that of the simulated hosts is in the same process. */
const inUse = (): number => {
  const {heapUsed, external} = process.memoryUsage();
  return heapUsed + external;
};

/** Runs with --expose-gc (vitest.bench.config.ts). */
export async function measured<T>(use: () => Promise<T>): Promise<{readonly result: T; readonly figures: Figures}> {
  globalThis.gc!();
  const before = inUse();
  let most = before;
  const sample = () => {
    if (inUse() - before > COLLECT_MB * MIB) globalThis.gc!();
    most = Math.max(most, inUse());
  };
  const sampling = setInterval(sample, SAMPLE_MS);
  const cpu = process.cpuUsage();
  const began = performance.now();
  try {
    const result = await use();
    sample();
    const {user, system} = process.cpuUsage(cpu);
    const figures = {
      tookMs: Math.round(performance.now() - began),
      cpuMs: Math.round((user + system) / 1000),
      grewMb: Math.round((most - before) / MIB),
    };
    return {result, figures};
  } finally {
    clearInterval(sampling);
  }
}
