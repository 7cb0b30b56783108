import type {TimedStage} from '../timed-run.js';
import type {Comparison} from './against.js';
import type {ComparedLine, Spread} from './compare.js';
import type {HostUsage} from './usage.js';

/** Tables of Markdown: the comparison, and what else was measured. */
export const comparisonText = ({lines, idle, profile}: Comparison): string =>
  [
    comparisonTable(lines),
    ...(idle.length === 0 ? [] : [usageTable(idle)]),
    ...(profile.stages.length === 0
      ? []
      : [stageTable(profile.stages), usageTable(profile.usage.map(usage => ({side: 'quorate', usage})))]),
  ].join('\n\n');

const comparisonTable = (lines: readonly ComparedLine[]): string =>
  markdown(
    ['What', 'quorate', 'kubeadm', 'Ratio', 'Aim'],
    lines.map(({line, title, quorate, kubeadm, ratio, aim}) => {
      const text = line === 'writeGapMs' ? inMs : inSeconds;
      return [title, text(quorate), text(kubeadm), ratio?.toFixed(2) ?? '', aim === undefined ? '' : `≤ ${aim}`];
    }),
  );

const spread = (of: Spread | undefined, digits: number): string =>
  of === undefined
    ? ''
    : `${of.median.toFixed(digits)} (${of.lowest.toFixed(digits)} to ${of.highest.toFixed(digits)})`;
const inSeconds = (of: Spread | undefined) => spread(of, 1);
const inMs = (of: Spread | undefined) => spread(of, 0);

const stageTable = (stages: readonly TimedStage[]): string =>
  markdown(
    ['Stage', 'Took (s)'],
    stages.map(({title, tookS}) => [title, tookS.toFixed(1)]),
  );

/** Processor time and memory, by program. */
const usageTable = (of: readonly {readonly side: string; readonly usage: HostUsage}[]): string =>
  markdown(
    ['Host', 'Program', 'Processor time (s)', 'Memory (MiB)'],
    of.flatMap(({side, usage}) => [
      ...usage.programs.map(({name, cpuS, memoryMib}) => [
        `${side} ${usage.host}`,
        name,
        cpuS.toFixed(1),
        memoryMib.toFixed(0),
      ]),
      [`${side} ${usage.host}`, 'in total', usage.cpuS.toFixed(1), usage.memoryMib.toFixed(0)],
    ]),
  );

/** Cells padded to the width of their column. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, ...[title, ...rows.map(row => row[column]!)].map(lengthOf)));
  const text = (row: readonly string[]) => `| ${row.map((cell, column) => pad(cell, widths[column]!)).join(' | ')} |`;
  return [text(head), `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...rows.map(text)].join('\n');
}

const lengthOf = (text: string): number => [...text].length;
const pad = (text: string, width: number): string => text + ' '.repeat(width - lengthOf(text));
