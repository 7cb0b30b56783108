import type {HostEvidence, UnitEvidence} from '../../../core/diagnosis/evidence.js';
import {type Answer, matched} from '../../remote/facts/answer.js';
import {keyAndValue, propertyBlocks} from '../../remote/facts/units.js';

export function unitsIn(answer: Answer): HostEvidence['units'] {
  const logLines = details(answer, 'log');
  const restarts = details(answer, 'restart');
  const uptime = answer.has('uptime') ? Number(answer.lines('uptime')[0] || Number.NaN) : Number.NaN;
  return new Map(
    unitBlocks(answer).map(unit => {
      const id = unit.get('Id') ?? '';
      const activeSeconds = activeFor(unit, uptime);
      const ago = restarts.filter(({unit: of}) => of === id).flatMap(({text}) => seconds(text));
      const evidence: UnitEvidence = {
        active: unit.get('ActiveState') ?? 'unknown',
        result: unit.get('Result') ?? 'unknown',
        restarts: Number(unit.get('NRestarts') ?? 0),
        ...(activeSeconds === undefined ? {} : {activeSeconds}),
        ...(ago.length === 0 ? {} : {restartedSecondsAgo: ago}),
        log: logLines.filter(({unit: of}) => of === id).map(({text}) => printable(text)),
      };
      return [id, evidence] as const;
    }),
  );
}

/** systemd counts microseconds since the boot of the host. */
function activeFor(unit: ReadonlyMap<string, string>, uptime: number): number | undefined {
  const since = Number(unit.get('ActiveEnterTimestampMonotonic') || Number.NaN);
  const active = Math.round(uptime - since / 1e6);
  return unit.get('ActiveState') === 'active' && since > 0 && active >= 0 ? active : undefined;
}

/** Not in the future, and at most as old as it was asked for. */
const seconds = (text: string): readonly number[] => {
  const found = /^\d{1,4}$/.test(text) ? Number(text) : -1;
  return found >= 0 ? [found] : [];
};

export const dropInsIn = (answer: Answer): HostEvidence['dropIns'] =>
  new Map(
    unitBlocks(answer).flatMap(unit => {
      const paths = (unit.get('DropInPaths') ?? '').split(' ').filter(Boolean);
      return paths.length === 0 ? [] : [[unit.get('Id') ?? '', paths] as const];
    }),
  );

/** The version of the API server that runs here, by the path it was started from; undefined where none runs. */
export const apiServerVersionIn = (answer: Answer): string | undefined =>
  /\/kubernetes\/([^/]+)\/(?:bin\/)?kube-apiserver\b/.exec(details(answer, 'runs')[0]?.text ?? '')?.[1];

const details = (answer: Answer, kind: 'log' | 'runs' | 'restart') =>
  matched(answer, 'details', /^(log|runs|restart)\t(\S+)\t(.*)$/)
    .filter(([, of]) => of === kind)
    .map(([, , unit, text]) => ({unit: unit!, text: text!}));

const unitBlocks = (answer: Answer): readonly ReadonlyMap<string, string>[] =>
  propertyBlocks(answer.lines('units')).map(block => new Map(block.map(line => keyAndValue(answer, line))));

const printable = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').trim();
