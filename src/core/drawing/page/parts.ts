import type {ClusterFinding, LayoutView, Loss, QuorumStatus} from '../../diagnosis/diagnosis.js';
import {counted} from '../../format.js';
import {tolerance} from '../../quorum/quorum.js';
import {escaped} from '../markup.js';

export const findingItem = ({level, code, message, evidence, fix}: ClusterFinding): string =>
  [
    `<li class="${level}">`,
    `<p class="code"><b>${level}</b> <code>${escaped(code)}</code></p>`,
    `<p class="message">${escaped(message)}</p>`,
    ...(evidence.length === 0
      ? []
      : [`<ul class="evidence">${evidence.map(line => `<li>${escaped(line)}</li>`).join('')}</ul>`]),
    ...(fix === undefined ? [] : [`<p class="remedy"><span>Remedy</span> <code>${escaped(fix)}</code></p>`]),
    '</li>',
  ].join('\n');

/** The verdict in large type, and its clauses as a list. */
interface Headline {
  readonly text: string;
  readonly clauses: readonly string[];
  readonly tone: 'good' | 'warning' | 'bad' | 'planned';
}

export function headline(verdict: QuorumStatus, layout: LayoutView): Headline {
  const {summary} = verdict;
  const tone = toneOf(verdict, layout);
  const split = summary.indexOf(': ');
  if (split < 0 || split > LONGEST) return {text: summary, clauses: [], tone};
  return {text: summary.slice(0, split), clauses: summary.slice(split + 2).split('; '), tone};
}

const LONGEST = 40;

function toneOf({quorate, tolerance: current, voters}: QuorumStatus, {zones}: LayoutView): Headline['tone'] {
  if (quorate === 'no') return 'bad';
  const planned = zones.every(({hosts}) => hosts.every(({reachable}) => reachable === 'planned'));
  if (quorate === 'unknown') return planned ? 'planned' : 'warning';
  return current <= 0 && tolerance(voters) > 0 ? 'warning' : 'good';
}

/** A row for each set of hosts, and a row below it for the workloads that are lost with it. */
export const lossTable = (losses: readonly Loss[]): string =>
  `<table>
<thead><tr><th scope="col">without</th><th scope="col">writes</th><th scope="col">API</th><th scope="col">endpoint</th></tr></thead>
<tbody>
${losses.flatMap(rows).join('\n')}
</tbody>
</table>`;

function rows({hosts, zone, writes, api, endpoint, workloads}: Loss): readonly string[] {
  const lost = zone === undefined ? hosts.join(', ') : `zone ${zone} (${counted(hosts.length, 'host')})`;
  const cells = [effect(writes, ['yes', 'blocked']), effect(api, ['up', 'down']), effect(endpoint, ['up', 'down'])];
  return [
    `<tr><th scope="row">${escaped(lost)}</th>${cells.join('')}</tr>`,
    ...(workloads.length === 0
      ? []
      : [`<tr class="workloads"><td colspan="4">no running pods: ${escaped(workloads.join(', '))}</td></tr>`]),
  ];
}

const effect = (good: boolean, [yes, no]: readonly [string, string]): string =>
  `<td class="${good ? 'good' : 'bad'}">${good ? '✓' : '✗'} ${good ? yes : no}</td>`;
