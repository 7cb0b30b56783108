import {Args} from '@oclif/core';
import type {Known} from '../core/codes/lookup.js';
import {Failure} from '../core/failure.js';
import {BaseCommand} from './base.js';

export default class Explain extends BaseCommand<typeof Explain> {
  static override summary = 'Explain a code that quorate prints';
  static override description =
    'Prints what a finding, a refusal, a preflight check, a configuration issue or a failure means and what to do next. Codes are case-insensitive. Names of preflight checks may have their suffix, such as Port-6443; former names of codes are accepted too. Without a code, all codes are listed.';
  static override examples = [
    '<%= config.bin %> explain etcd/quorum-lost',
    '<%= config.bin %> explain Port-6443',
    '<%= config.bin %> explain',
  ];
  static override args = {
    code: Args.string({ignoreStdin: true, description: 'Code, such as etcd/quorum-lost'}),
  };

  async run(): Promise<Known | {readonly codes: readonly Known[]}> {
    const {ALL, lookUp} = await import('../core/codes/lookup.js');
    const {explanationText, listText} = await import('../core/codes/explain.js');
    const {code} = this.args;
    if (code === undefined) {
      this.log(listText());
      return {codes: ALL};
    }
    const known = lookUp(code);
    if (known === undefined) throw unknownCode(code, (await import('../core/codes/near.js')).nearCodes(code));
    this.log(explanationText(known));
    return known;
  }
}

const unknownCode = (code: string, near: readonly string[]): Failure =>
  new Failure('usage/unknown-code', `unknown code ${code}`, {
    suggestions: [...near.map(each => `quorate explain ${each}`), '`quorate explain` lists every code'],
  });
