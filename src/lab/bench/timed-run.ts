import {fileURLToPath} from 'node:url';
import {Failure} from '../../core/failure.js';

const CLI = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

export interface TimedRun {
  readonly totalS: number;
  /** The upload stage; 0 when there was none. */
  readonly uploadS: number;
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
  const upload = stderr
    .split('\n')
    .flatMap(line => (line.includes('"stage-done"') ? [JSON.parse(line) as StageDone] : []));
  const uploadMs = upload.find(({title}) => title.startsWith('Upload'))?.tookMs ?? 0;
  return {totalS, uploadS: uploadMs / 1000};
}

interface StageDone {
  readonly title: string;
  readonly tookMs: number;
}
