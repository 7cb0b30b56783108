import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Diagnosis} from '../../../src/core/diagnosis/diagnosis.js';
import {mermaid} from '../../../src/core/drawing/mermaid.js';
import {page} from '../../../src/core/drawing/page/page.js';
import {printable} from '../../../src/core/drawing/printable.js';
import {svg} from '../../../src/core/drawing/svg/svg.js';
import {down, member} from '../../support/pictured.js';
import {CASES} from './cases.js';

/** Every text of the cluster is this one. */
const withText = (text: string): Diagnosis => ({
  cluster: text,
  verdict: {...CASES.stacked!.verdict, summary: text},
  findings: [{level: 'error', code: 'etcd/member-down', message: text, evidence: [text], fix: text}],
  layout: {
    name: text,
    kubernetesVersion: '1.36.3',
    endpoint: text,
    zones: [{name: text, hosts: [{name: text, address: text, reachable: 'yes', node: down(text)}]}],
    unmanagedEtcd: {endpoints: [], members: [{name: text, ...member('voter')}]},
  },
  losses: [{hosts: [text], writes: true, api: true, endpoint: true, workloads: [text], summary: text}],
});

const texts = fc.oneof(
  fc.string({unit: 'binary'}),
  fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '<script>', '</style>', '-->', ']]>', '"]', '\n', '#', ';', 'end'))
    .map(parts => parts.join('')),
);

const STYLES = /<style>[^<]*<\/style>/g;
const TAGS =
  /<\/?(?:html|head|meta|title|body|header|main|section|figure|svg|rect|text|circle|path|h1|h2|p|b|code|span|ul|li|table|thead|tbody|tr|th|td)(?: [a-z-]+="[^"<>]*")*\/?>/gi;

test('text of a cluster never becomes markup of the page or the drawing', () => {
  const plain = (markup: string) => markup.replace('<!doctype html>', '').replaceAll(STYLES, '').replaceAll(TAGS, '');
  fc.assert(
    fc.property(texts, text => {
      expect(plain(page(withText(text)))).not.toMatch(/[<"]/);
      expect(plain(svg(printable(withText(text)).layout))).not.toMatch(/[<"]/);
    }),
  );
});

test('text of a cluster stays inside its label in Mermaid', () => {
  fc.assert(
    fc.property(texts, text => {
      const lines = mermaid(printable(withText(text)).layout).split('\n');
      const labelled = lines.filter(line => line.includes('"'));
      for (const line of labelled)
        expect(line).toMatch(
          /^ +(?:subgraph )?\w+\(?\["(?:[\p{L}\p{N} .,:/_●✗-]|#\d+;|<\/?[bi]>|<br>)*"\]\)?(?::::\w+)?$/u,
        );
      expect(lines.filter(line => !labelled.includes(line)).join('\n')).toMatch(/^[\w\s>.&,:#-]*$/);
    }),
  );
});

test('the page loads no resources and runs no script', () => {
  for (const diagnosis of Object.values(CASES)) {
    const markup = page(diagnosis);
    expect(markup).not.toMatch(/<(?:script|link|img|iframe|a|object|embed)\b|url\(|@import| on\w+="[^"]*"[ >]/);
    expect(markup).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
  }
});

test('a layout without hosts is drawn', () => {
  const empty = {...CASES.stacked!.layout, zones: []};
  expect(svg(empty)).toContain('</svg>');
  expect(mermaid(empty)).toContain('flowchart TB');
});
