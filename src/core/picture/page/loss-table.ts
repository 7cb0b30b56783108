import type {Loss} from '../../diagnosis/diagnosis.js';
import {counted} from '../../format.js';
import {escaped} from '../markup.js';

/** A row for each set of hosts; what it takes along stands below it. */
export const lossTable = (losses: readonly Loss[]): string =>
  `<table>
<thead><tr><th scope="col">without</th><th scope="col">writes</th><th scope="col">API</th><th scope="col">endpoint</th></tr></thead>
<tbody>
${losses.flatMap(rows).join('\n')}
</tbody>
</table>`;

function rows({hosts, zone, writes, api, endpoint, workloads}: Loss): readonly string[] {
  const lost = zone === undefined ? hosts.join(', ') : `zone ${zone} (${counted(hosts.length, 'host')})`;
  const cells = [
    effect(writes, ['go on', 'stop']),
    effect(api, ['serves', 'gone']),
    effect(endpoint, ['serves', 'gone']),
  ];
  return [
    `<tr><th scope="row">${escaped(lost)}</th>${cells.join('')}</tr>`,
    ...(workloads.length === 0
      ? []
      : [`<tr class="workloads"><td colspan="4">no pod left of ${escaped(workloads.join(', '))}</td></tr>`]),
  ];
}

const effect = (good: boolean, [well, ill]: readonly [string, string]): string =>
  `<td class="${good ? 'good' : 'bad'}">${good ? '✓' : '✗'} ${good ? well : ill}</td>`;
