import type {HostName} from '../../model/names.js';
import {calendarOf} from '../../snapshots/period.js';
import type {Part} from '../part.js';
import {LIBEXEC, UNITS} from '../paths.js';
import {service} from '../service.js';
import {fillTemplate, templateText} from '../template.js';
import type {RenderInput} from '../types.js';

const SCRIPT = `${LIBEXEC}/etcd-snapshot`;
const RECIPIENT = '/etc/etcd/snapshot-recipient.crt';
const SNAPSHOT = `${UNITS}/quorate-etcd-snapshot.service`;
const TIMER = `${UNITS}/quorate-etcd-snapshot.timer`;

/** The unit that holds the timer: it is active as long as the timer is, and restarts it when a file of these changes. */
export const SCHEDULE_UNIT = 'quorate-etcd-schedule.service';

/** What turns the schedule off when it is deleted: the snapshots stay. */
export const SCHEDULE = {
  units: [SCHEDULE_UNIT, 'quorate-etcd-snapshot.timer', 'quorate-etcd-snapshot.service'],
  paths: [`${UNITS}/${SCHEDULE_UNIT}`, TIMER, SNAPSHOT, RECIPIENT, SCRIPT],
} as const;

/** Snapshots that members take by themselves: a timer on each, and the leader acts. */
export function snapshotSchedule({desired, templates}: RenderInput, host: HostName): readonly Part[] {
  const {snapshots: schedule} = desired;
  if (schedule === undefined) return [];
  const {everySeconds, keepSeconds, recipient} = schedule;
  const filled = (name: string, values: Readonly<Record<string, string>>) =>
    fillTemplate(name, templateText(templates, name), values);
  const recipientFile = recipient === undefined ? [] : [{path: RECIPIENT, mode: '644', text: recipient}];
  return [
    {
      files: [
        ...recipientFile,
        {path: SCRIPT, mode: '755', text: templateText(templates, 'etcd/snapshot.sh')},
        {
          path: SNAPSHOT,
          mode: '600',
          text: filled('systemd/quorate-etcd-snapshot.service', {
            script: SCRIPT,
            host,
            cluster: desired.name,
            keep: `${keepSeconds}`,
            recipient: recipient === undefined ? '' : RECIPIENT,
          }),
        },
        {
          path: TIMER,
          mode: '600',
          text: filled('systemd/quorate-etcd-snapshot.timer', {calendar: calendarOf(everySeconds)}),
        },
      ],
    },
    service(templates, {
      name: SCHEDULE_UNIT.replace('.service', ''),
      phase: 'late',
      program: SCRIPT,
      reads: [SNAPSHOT, TIMER, ...recipientFile.map(({path}) => path)],
    }),
  ];
}
