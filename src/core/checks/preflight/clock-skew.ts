import {counted, duration} from '../../format.js';
import {offBy} from '../../model/clock-offset.js';
import type {Finding} from '../../model/finding.js';
import {error, type Subject, warning} from './check.js';

/** Milliseconds. New certificates are valid from five minutes before: the limits stay well below that. */
const WARN_ABOVE = 2_000;
const REFUSE_ABOVE = 30_000;

/** Each host checks certificates, tokens and leases with its own clock. */
export const clockSkew = (subjects: readonly Subject[]): readonly Finding[] => {
  const sorted = [...subjects].sort((a, b) => offset(a) - offset(b));
  const slowest = sorted[0];
  const fastest = sorted.at(-1);
  if (slowest === undefined || fastest === undefined) return [];
  const spread = offset(fastest) - offset(slowest);
  const off = subjects.filter(subject => Math.abs(offset(subject)) > REFUSE_ABOVE);
  if (off.length === subjects.length && subjects.length > 1 && spread <= REFUSE_ABOVE)
    return [operatorOff(offset(slowest), subjects.length)];
  return [
    ...subjects.flatMap(hostOff),
    ...(off.length === 0 && spread > REFUSE_ABOVE ? [clocksDiffer(slowest, fastest, spread)] : []),
  ];
};

/** As far as it is proven. */
const offset = ({facts}: Subject): number => offBy(facts.clock);

const hostOff = (subject: Subject): readonly Finding[] => {
  const by = Math.abs(offset(subject));
  if (by <= WARN_ABOVE) return [];
  const {name} = subject;
  const message = `${name}: its clock is ${duration(by)} ${offset(subject) > 0 ? 'ahead of' : 'behind'} this machine's`;
  return [(by > REFUSE_ABOVE ? error : warning)('ClockSkew', message, setClock(name))];
};

const setClock = (host: string): string =>
  `on ${host}: \`timedatectl set-ntp true\`, or start chrony; \`timedatectl\` shows the result`;

/** If all hosts agree with each other, the clock of this machine is probably the wrong one. */
const operatorOff = (by: number, hosts: number): Finding =>
  error(
    'ClockSkew',
    `this machine's clock is ${duration(Math.abs(by))} ${by > 0 ? 'behind' : 'ahead of'} those of all ${counted(hosts, 'host')}`,
    'on this machine: `timedatectl set-ntp true`',
  );

const clocksDiffer = (slowest: Subject, fastest: Subject, spread: number): Finding =>
  error(
    'ClockSkew',
    `${fastest.name}: its clock is ${duration(spread)} ahead of that of ${slowest.name}`,
    `${setClock(fastest.name)}; the same on ${slowest.name}`,
  );
