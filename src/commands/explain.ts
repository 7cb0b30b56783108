import {Args} from '@oclif/core';
import {nearest} from '../core/config/nearest.js';
import {CATALOGUE} from '../core/diagnosis/catalogue.js';
import {explain, isCode} from '../core/diagnosis/findings-page.js';
import {Failure} from '../core/failure.js';
import {BaseCommand} from './base.js';

interface Explanation {
  readonly code: string;
  readonly level: string;
  readonly title: string;
  readonly about: string;
  readonly mend: string;
}

export default class Explain extends BaseCommand<typeof Explain> {
  static override summary = 'Explain a finding of topology check by its code';
  static override examples = ['<%= config.bin %> explain etcd/quorum-lost'];
  static override args = {code: Args.string({required: true, description: 'Code of a finding: area/what-is-wrong'})};

  async run(): Promise<Explanation> {
    const {code} = this.args;
    if (!isCode(code)) throw unknownCode(code);
    this.log(explain(code));
    return {code, ...CATALOGUE[code]};
  }
}

function unknownCode(code: string): Failure {
  const codes = Object.keys(CATALOGUE).toSorted();
  const meant = nearest(code, codes);
  const near = meant === undefined ? codes.filter(each => each.startsWith(`${code.split('/')[0]}/`)) : [meant];
  return new Failure('usage/unknown-code', `${code} is not the code of a finding`, {
    suggestions: near.length > 0 ? near.map(each => `quorate explain ${each}`) : ['docs/findings.md lists every code'],
  });
}
