import {fileURLToPath} from 'node:url';
import {Failure} from '../../core/failure.js';
import {PREPARE} from '../../core/plan/stage-kinds/prepare.js';

const CLI = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

export interface TimedRun {
  readonly totalS: number;
  /** Binaries and images to the hosts; 0 when they had them. */
  readonly uploadS: number;
  /** In the order in which they ended; some overlap. */
  readonly stages: readonly TimedStage[];
}

export interface TimedStage {
  readonly title: string;
  readonly tookS: number;
}

/** Runs a quorate command as a separate process, and reads the duration of its stages from its events. */
export async function timedRun(words: readonly string[]): Promise<TimedRun> {
  const {execa} = await import('execa');
  const started = performance.now();
  const {exitCode, stdout, stderr} = await execa('node', [CLI, ...words, '--json', '--verbose'], {
    reject: false,
    stdin: 'ignore',
    maxBuffer: 100_000_000,
  });
  const totalS = (performance.now() - started) / 1000;
  if (exitCode !== 0)
    throw new Failure('bench/run-failed', `quorate ${words.join(' ')}: exit code ${exitCode}: ${stdout}`, {
      suggestions: ['fix the reason in the message, then run the same command again'],
    });
  const stages = stderr
    .split('\n')
    .flatMap(line => (line.includes('"stage-done"') ? [JSON.parse(line) as StageDone] : []))
    .map(({title, tookMs}) => ({title, tookS: tookMs / 1000}));
  return {totalS, uploadS: uploadSecondsOf(stages), stages};
}

const UPLOADS: ReadonlySet<string> = new Set(
  [PREPARE.install, PREPARE['install-on-members']].map(kind => kind.title('', '')),
);

/** @param stages of one run. */
export const uploadSecondsOf = (stages: readonly TimedStage[]): number =>
  stages.reduce((total, {title, tookS}) => (UPLOADS.has(title) ? total + tookS : total), 0);

interface StageDone {
  readonly title: string;
  readonly tookMs: number;
}
