import {Args} from '@oclif/core';
import {CATALOGUE} from '../core/codes/findings.js';
import {explain, isCode} from '../core/codes/page.js';
import {nearest} from '../core/config/did-you-mean.js';
import {Failure} from '../core/failure.js';
import {BaseCommand} from './base.js';

interface Explanation {
  readonly code: string;
  readonly level: string;
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
}

export default class Explain extends BaseCommand<typeof Explain> {
  static override summary = 'Explain a code that quorate prints';
  static override examples = ['<%= config.bin %> explain etcd/quorum-lost'];
  static override args = {
    code: Args.string({required: true, ignoreStdin: true, description: 'Code, such as etcd/quorum-lost'}),
  };

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
  return new Failure('usage/unknown-code', `unknown code ${code}`, {
    suggestions: near.length > 0 ? near.map(each => `quorate explain ${each}`) : ['docs/findings.md lists every code'],
  });
}
