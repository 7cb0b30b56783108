import {Failure} from '../../../core/failure.js';
import type {Lab} from '../../hosts/index.js';

export interface ProgramUsage {
  readonly name: string;
  readonly cpuS: number;
  /** Its proportional share of the memory that processes share. */
  readonly memoryMib: number;
}

/** Of all processes of one host. */
export interface HostUsage {
  readonly host: string;
  readonly programs: readonly ProgramUsage[];
  readonly cpuS: number;
  readonly memoryMib: number;
}

/**
 * For each process: its name, the ticks that it used, the ticks of its children that have ended, and its memory in KiB.
 * Every child that ends is counted in a process that lives, so the sum is all that the host used.
 */
const SCRIPT = `for dir in /proc/[0-9]*; do
  read -r stat <"$dir/stat" || continue
  name=\${stat#*(}; name=\${name%)*}; set -- \${stat##*) }
  pss=$(awk '/^Pss:/ {print $2}' "$dir/smaps_rollup" 2>/dev/null)
  printf '%s\\t%s\\t%s\\t%s\\n' "$name" $((\${12} + \${13})) $((\${14} + \${15})) "\${pss:-0}"
done 2>/dev/null
getconf CLK_TCK`;

interface Sample {
  readonly cpuS: ReadonlyMap<string, number>;
  readonly memoryMib: ReadonlyMap<string, number>;
}

const ENDED = 'programs that ended';

export async function sample(lab: Lab, host: string): Promise<Sample> {
  const {code, stdout, stderr} = await lab.exec(host, ['sh', '-c', SCRIPT]);
  const lines = stdout.trim().split('\n');
  const ticks = Number(lines.pop());
  if (code !== 0 || !(ticks > 0))
    throw new Failure('bench/run-failed', `${host}: reading the processor time of processes: ${stderr || stdout}`, {
      suggestions: ['run the same command again'],
    });
  const cpuS = new Map<string, number>();
  const memoryMib = new Map<string, number>();
  const add = (to: Map<string, number>, name: string, value: number) => to.set(name, (to.get(name) ?? 0) + value);
  for (const line of lines) {
    const [name = '', own, children, kib] = line.split('\t');
    add(cpuS, name, Number(own) / ticks);
    add(cpuS, ENDED, Number(children) / ticks);
    add(memoryMib, name, Number(kib) / 1024);
  }
  return {cpuS, memoryMib};
}

/** What was used between two samples, with the memory at the second; the largest first, small ones together. */
export function usageBetween(host: string, before: Sample, after: Sample): HostUsage {
  const all = [...after.cpuS].map(([name, cpuS]) => ({
    name,
    cpuS: Math.max(0, cpuS - (before.cpuS.get(name) ?? 0)),
    memoryMib: after.memoryMib.get(name) ?? 0,
  }));
  const large = all.filter(({cpuS, memoryMib}) => cpuS >= 0.5 || memoryMib >= 8);
  const rest = all.filter(each => !large.includes(each));
  const sum = (of: typeof all, key: 'cpuS' | 'memoryMib') => of.reduce((total, each) => total + each[key], 0);
  return {
    host,
    programs: [
      ...large.toSorted((one, other) => other.cpuS - one.cpuS),
      {name: 'others', cpuS: sum(rest, 'cpuS'), memoryMib: sum(rest, 'memoryMib')},
    ],
    cpuS: sum(all, 'cpuS'),
    memoryMib: sum(all, 'memoryMib'),
  };
}
