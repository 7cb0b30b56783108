import type {LayoutView, Standing} from '../../diagnosis/diagnosis.js';
import {tolerance} from '../../topology/quorum.js';

/** What is read first: the verdict, large, and its reasons one by one. */
interface Headline {
  readonly text: string;
  readonly clauses: readonly string[];
  readonly tone: 'good' | 'warning' | 'bad' | 'planned';
}

export function headline(verdict: Standing, layout: LayoutView): Headline {
  const {sentence} = verdict;
  const tone = toneOf(verdict, layout);
  const split = sentence.indexOf(': ');
  if (split < 0 || split > LONGEST) return {text: sentence, clauses: [], tone};
  return {text: sentence.slice(0, split), clauses: sentence.slice(split + 2).split('; '), tone};
}

const LONGEST = 40;

function toneOf({quorate, spare, voters}: Standing, {zones}: LayoutView): Headline['tone'] {
  if (quorate === 'no') return 'bad';
  const planned = zones.every(({hosts}) => hosts.every(({seen}) => seen === 'planned'));
  if (quorate === 'unknown') return planned ? 'planned' : 'warning';
  return spare <= 0 && tolerance(voters) > 0 ? 'warning' : 'good';
}
