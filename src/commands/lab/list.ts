import {Flags} from '@oclif/core';
import type {HostState} from '../../lab/hosts/index.js';
import {BaseCommand} from '../base.js';

type ListedHost = HostState & {readonly lab: string};

export default class LabList extends BaseCommand<typeof LabList> {
  static override summary = 'List the hosts of all labs';
  static override examples = ['<%= config.bin %> lab list', '<%= config.bin %> lab list --json'];
  static override flags = {
    name: Flags.string({description: 'List the hosts of this lab only', helpValue: 'LAB'}),
  };

  async run(): Promise<readonly ListedHost[]> {
    const {labNamed, labNames} = await import('../../lab/hosts/index.js');
    const names = this.flags.name === undefined ? await labNames() : [this.flags.name];
    const listed: ListedHost[] = [];
    for (const name of names) for (const host of await (await labNamed(name)).list()) listed.push({lab: name, ...host});
    for (const line of table(listed)) this.log(line);
    return listed;
  }
}

const table = (hosts: readonly ListedHost[]): readonly string[] => {
  const rows = hosts.map(({lab, name, address, ...host}) => [lab, name, address, condition(host)]);
  const all = [['LAB', 'HOST', 'ADDRESS', 'STATE'], ...rows];
  const widths = [0, 1, 2, 3].map(column => Math.max(...all.map(row => row[column]?.length ?? 0)));
  return all.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const condition = ({state, cut, cutFrom}: Pick<HostState, 'state' | 'cut' | 'cutFrom'>): string =>
  [
    state,
    ...(cut ? ['partitioned'] : []),
    ...(cutFrom.length > 0 ? [`partitioned from ${cutFrom.join(' and ')}`] : []),
  ].join(', ');
