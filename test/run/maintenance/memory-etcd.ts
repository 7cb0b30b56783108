import {Failure} from '../../../src/core/failure.js';
import type {EtcdOverview, MemberOverview} from '../../../src/core/model/etcd-overview.js';
import type {HostName} from '../../../src/core/model/names.js';
import type {EtcdMaintenance} from '../../../src/ports/etcd-maintenance.js';

export class Killed extends Error {}

const MIB = 2 ** 20;

/** etcd in memory, whose members lie about nothing. A run can be killed before or after each of its changes. */
export class MemoryEtcd implements EtcdMaintenance {
  /** What was changed, in order: "defragment cp2". */
  readonly changes: string[] = [];
  compacted = 0n;
  private operations = 0;
  kill: {readonly at: number; readonly when: 'before' | 'after'} | undefined;
  /** Called after each change. */
  afterwards: (change: string) => void = () => {};

  constructor(public now: EtcdOverview) {}

  overview = async () => this.now;

  compact = (host: HostName, revision: string) =>
    this.change(`compact ${host}`, () => {
      this.compacted = BigInt(revision);
      this.edit(
        () => true,
        member => ({...member, status: {...member.status!, dbInUseBytes: 2 * MIB}}),
      );
    });

  defragment = (host: HostName) =>
    this.change(`defragment ${host}`, () =>
      this.edit(
        member => member.host === host,
        member => ({...member, status: {...member.status!, dbSizeBytes: member.status!.dbInUseBytes}}),
      ),
    );

  disarm = (host: HostName) =>
    this.change(`disarm ${host}`, () => {
      if (this.now.alarms?.some(alarm => alarm.startsWith('CORRUPT'))) throw new Failure('etcd/corrupt', 'corrupt');
      this.edit(
        () => true,
        member => ({...member, alarms: []}),
      );
      this.now = {...this.now, alarms: []};
    });

  edit(which: (member: MemberOverview) => boolean, to: (member: MemberOverview) => MemberOverview): void {
    this.now = {
      ...this.now,
      members: this.now.members.map(member => (member.status !== undefined && which(member) ? to(member) : member)),
    };
  }

  private async change(what: string, apply: () => void): Promise<void> {
    this.operations += 1;
    const {kill} = this;
    const isKilled = kill?.at === this.operations;
    if (isKilled && kill.when === 'before') throw new Killed();
    apply();
    this.changes.push(what);
    this.afterwards(what);
    if (isKilled) throw new Killed();
  }
}
