import {EXIT_CODES} from '../../core/codes/exit-code.js';
import type {ConfigProblem} from '../../core/config/problem.js';
import {ClusterCommand} from '../base/cluster.js';

interface Validation {
  readonly file: string;
  readonly valid: boolean;
  readonly problems: readonly ConfigProblem[];
}

export default class ConfigValidate extends ClusterCommand<typeof ConfigValidate> {
  static override summary = 'Validate cluster.yaml';
  static override description =
    'Reports all problems at once. Only the file is read; no host is contacted. Exit codes: 0 valid, 3 errors.';
  static override examples = [
    '<%= config.bin %> config validate',
    '<%= config.bin %> config validate -c - < cluster.yaml',
  ];

  async run(): Promise<Validation> {
    const {readConfigText} = await import('../../io/local/config-file.js');
    const {parseConfig} = await import('../../core/config/parse.js');
    const {renderProblems} = await import('../../core/config/render-problems.js');
    const {name, content} = await readConfigText(this.flags.config);
    const parsed = parseConfig(content);
    const problems = 'problems' in parsed ? parsed.problems : parsed.warnings;
    if (problems.length > 0) this.logToStderr(renderProblems(problems, name));
    if ('problems' in parsed) {
      this.logToStderr(`\n${name}: ${counted(problems)}`);
      process.exitCode = EXIT_CODES.config;
      return {file: name, valid: false, problems};
    }
    const {config} = parsed;
    this.log(
      `${name} is valid: cluster ${config.name}, Kubernetes ${config.kubernetesVersion}, ${config.topology} etcd, ${plural(config.hosts.length, 'host')}`,
    );
    return {file: name, valid: true, problems};
  }
}

function counted(problems: readonly ConfigProblem[]): string {
  const errors = problems.filter(({level}) => level === 'error').length;
  const warnings = problems.length - errors;
  return `${plural(errors, 'error')}${warnings > 0 ? `, ${plural(warnings, 'warning')}` : ''}`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
