import {type Command, Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {listed} from '../../core/format.js';
import type {Finding} from '../../core/model/finding.js';
import {rotationCommand} from '../../core/pki/rotation/names.js';
import type {RotationStep} from '../../core/pki/rotation/step.js';
import type {SharedName} from '../../core/pki/types.js';
import type {RotationOutcome} from '../../workflows/rotation/rotate.js';
import {yesFlag} from './cluster.js';
import {ConvergeCommand} from './converge.js';
import {convergeFlags} from './converge-flags.js';
import type {ConvergeResult} from './converge-result.js';

/** What `--json` prints. */
export interface RotationResult extends ConvergeResult {
  /** "ca", "etcd-ca", "front-proxy-ca", "service-account", "encryption" */
  readonly rotated: SharedName;
  /** Steps that this run completed, and those that are left. */
  readonly steps: readonly RotationStep[];
  readonly left: readonly RotationStep[];
  readonly waits?: Finding;
}

export const rotationFlags = {
  ...convergeFlags,
  ...yesFlag,
  until: Flags.string({
    description: 'Stop after this step; the same command without it continues',
    options: ['trust', 'sign'] as const,
    helpValue: 'STEP',
  }),
};

/** The commands that rotate a shared secret. */
export abstract class RotationCommand<T extends typeof Command> extends ConvergeCommand<T> {
  protected async rotate(name: SharedName, consequence: string, tokensMs = 0): Promise<RotationResult> {
    const report = this.report();
    const config = await this.loadCluster(report);
    const options = {
      ...this.runOptions(config),
      until: (this.flags as {until?: 'trust' | 'sign'}).until,
      tokensMs,
    };
    const question = `Rotate ${name} of cluster ${config.name}? ${consequence}`;
    if (!options.dryRun && !(await this.confirm(question)))
      throw new Failure('interrupted/not-confirmed', 'Nothing was changed.');
    const {rotate} = await import('../../workflows/rotation/rotate.js');
    const started = performance.now();
    const rotated = await rotate(name, config, options, await this.environment(config.name, report));
    this.show(rotated.outcome, report, performance.now() - started, options.dryRun ? stepsText(rotated) : '');
    const {waits} = rotated;
    if (waits !== undefined) report({type: 'finding', finding: waits});
    const end = options.dryRun || waits !== undefined ? undefined : endText(name, rotated);
    if (end !== undefined) this.log(end);
    return {
      ...this.ended(rotated.outcome),
      rotated: name,
      steps: rotated.steps,
      left: rotated.left,
      ...(waits === undefined ? {} : {waits}),
    };
  }
}

const stepsText = ({left}: RotationOutcome): string =>
  left.length > 1 ? `The first of ${left.length} steps (${listed(left)}):` : 'The last step:';

function endText(name: SharedName, {left, resumed}: RotationOutcome): string {
  const command = rotationCommand(name);
  if (resumed) return `Changes of an interrupted run are completed. To rotate ${name} now: ${command}`;
  if (left.length > 0) return `Steps left: ${listed(left)}. To continue: ${command}`;
  return `${name} is rotated: the old one is not trusted any more.`;
}
