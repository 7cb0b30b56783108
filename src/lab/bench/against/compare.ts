import {AIMS, COMPARED_WITH, LINES, type Line, type RoundFigures} from './lines.js';

/** Of the rounds of one side. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface ComparedLine {
  readonly line: Line;
  readonly title: string;
  readonly quorate?: Spread;
  readonly kubeadm?: Spread;
  /** Of the medians; undefined where one side has no such figure. */
  readonly ratio?: number;
  readonly aim?: number;
}

/** One line for each figure that a side has. */
export function compare(quorate: readonly RoundFigures[], kubeadm: readonly RoundFigures[]): readonly ComparedLine[] {
  return (Object.keys(LINES) as Line[]).flatMap(line => {
    const own = spreadOf(line, quorate);
    const theirs = spreadOf(line, kubeadm);
    const beside = spreadOf(COMPARED_WITH[line] ?? line, kubeadm);
    if (own === undefined && theirs === undefined) return [];
    return [
      {
        line,
        title: LINES[line],
        ...(own === undefined ? {} : {quorate: own}),
        ...(theirs === undefined ? {} : {kubeadm: theirs}),
        ...(own === undefined || beside === undefined ? {} : {ratio: own.median / beside.median}),
        ...(AIMS[line] === undefined ? {} : {aim: AIMS[line]}),
      },
    ];
  });
}

function spreadOf(line: Line, rounds: readonly RoundFigures[]): Spread | undefined {
  const values = rounds.flatMap(figures => figures[line] ?? []).toSorted((one, other) => one - other);
  if (values.length === 0) return undefined;
  const middle = (values.length - 1) / 2;
  return {
    median: (values[Math.floor(middle)]! + values[Math.ceil(middle)]!) / 2,
    lowest: values[0]!,
    highest: values.at(-1)!,
  };
}
