import {kinds} from './kind.js';

/** A restore of all members of etcd from a snapshot, and the recovery of a lost quorum, which ends with one. */
export const RECOVER = kinds({
  'recover-fence': {
    title: () => 'Stop all other members for good',
    order: 'parallel',
    does: 'Records that they are removed, stops them, and sets their data aside.',
    when: 'restore',
  },
  'restore-keep-current': {
    title: () => 'Take a snapshot of what is there now',
    order: 'serial',
    does: 'Keeps what is replaced, also without quorum.',
    when: 'restore',
  },
  'restore-send': {
    title: () => 'Send the snapshot to the members',
    order: 'parallel',
    does: 'Each host compares its digest.',
    when: 'restore',
  },
  'restore-prepare': {
    title: () => 'Restore the snapshot beside the data of each member',
    order: 'parallel',
    does: 'Makes the data of a new cluster with a higher revision, while the cluster still runs.',
    when: 'restore',
  },
  'restore-mark': {
    title: () => 'Record that the restore has started',
    order: 'parallel',
    does: 'From then on no member starts before all of them have the restored data.',
    when: 'restore',
  },
  'restore-stop-api': {
    title: () => 'Stop API servers',
    order: 'parallel',
    does: 'Stops all of them at once: the outage begins.',
    when: 'restore',
  },
  'restore-stop-etcd': {
    title: () => 'Stop etcd on all members',
    order: 'parallel',
    does: 'Without a transfer of leadership: the data is set aside.',
    when: 'restore',
  },
  'restore-swap': {
    title: () => 'Put the restored data in place',
    order: 'parallel',
    does: 'Sets the data of each member aside and renames the restored one.',
    when: 'restore',
  },
  'restore-record': {
    title: () => 'Record the restored members',
    order: 'parallel',
    does: 'Only when all hosts have the restored data: from then on they may start.',
    when: 'restore',
  },
  'restore-start-etcd': {
    title: () => 'Start etcd on all members',
    order: 'serial',
    does: 'Waits for a leader and all voters, and compares their data.',
    when: 'restore',
  },
  'restore-start-api': {
    title: () => 'Start API servers',
    order: 'parallel',
    does: 'Starts them and waits until they are ready: the outage ends.',
    when: 'restore',
  },
});
