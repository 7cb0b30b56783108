import type {ClusterFinding, Diagnosis, Loss} from '../../diagnosis/diagnosis.js';
import {escaped} from '../markup.js';
import {printable} from '../printable.js';
import {svg} from '../svg/svg.js';
import {findingItem, headline, lossTable} from './parts.js';
import {PAGE_STYLE} from './style.js';

/** One page without script and external resources; its Content-Security-Policy forbids both. */
export function page(diagnosis: Diagnosis): string {
  const {cluster, findings, layout, losses, verdict} = printable(diagnosis);
  const {text, clauses, tone} = headline(verdict, layout);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escaped(`${cluster}: ${text}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header class="${tone}">
<p>${escaped(cluster)}</p>
<h1>${escaped(text)}</h1>
${clauses.length === 0 ? '' : `<ul>${clauses.map(clause => `<li>${escaped(clause)}</li>`).join('')}</ul>\n`}</header>
<main>
<section>
<h2>Layout</h2>
<figure class="wide">
${svg(layout)}
</figure>
<figure class="narrow">
${svg(layout, 1)}
</figure>
</section>
${findingsSection(findings)}
${lossesSection(losses)}</main>
</body>
</html>`;
}

const findingsSection = (findings: readonly ClusterFinding[]): string =>
  `<section>
<h2>Findings</h2>
${findings.length === 0 ? '<p>No findings.</p>' : `<ul class="findings">\n${findings.map(findingItem).join('\n')}\n</ul>`}
</section>`;

const lossesSection = (losses: readonly Loss[]): string =>
  losses.length === 0 ? '' : `<section>\n<h2>Failure simulation</h2>\n${lossTable(losses)}\n</section>\n`;
