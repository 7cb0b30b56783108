import {expect} from 'vitest';
import {parseConfig} from '../../../src/core/config/parse.js';
import type {ConfigProblem} from '../../../src/core/config/problem.js';
import type {ClusterConfig} from '../../../src/core/model/config.js';

const CP1 = `
  - name: cp1
    address: 10.0.0.11
    roles: [control-plane]`;

/** A file of one control plane; each argument replaces or adds to a part of it. */
export const clusterYaml = ({
  head = 'apiVersion: quorate/v1alpha1\nkind: Cluster\nmetadata: {name: test}',
  version = 'kubernetesVersion: "1.36.3"',
  spec = '',
  hosts = CP1,
}: {
  readonly head?: string;
  readonly version?: string;
  readonly spec?: string;
  readonly hosts?: string;
} = {}): string =>
  `${head}\nspec:\n  ${version}\n${spec === '' ? '' : `${indented(spec, 2)}\n`}  hosts:${indented(hosts, 2)}\n`;

export const hostYaml = (name: string, address: string, roles: string, more = ''): string =>
  `\n  - name: ${name}\n    address: ${address}\n    roles: [${roles}]${more === '' ? '' : `\n${indented(more, 4)}`}`;

const indented = (text: string, columns: number): string => text.replace(/^(?=.)/gm, ' '.repeat(columns));

export function problemsOf(text: string): readonly ConfigProblem[] {
  const parsed = parseConfig(text);
  return 'problems' in parsed ? parsed.problems : parsed.warnings;
}

export function configOf(text: string): ClusterConfig {
  const parsed = parseConfig(text);
  expect('problems' in parsed ? parsed.problems : []).toEqual([]);
  return (parsed as {config: ClusterConfig}).config;
}

/** The one problem of a text. */
export function problemOf(text: string): ConfigProblem {
  const problems = problemsOf(text);
  expect(problems.map(({message}) => message)).toHaveLength(1);
  return problems[0] as ConfigProblem;
}
