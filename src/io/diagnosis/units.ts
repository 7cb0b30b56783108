import type {HostEvidence, UnitEvidence} from '../../core/diagnosis/evidence.js';
import {type Answer, matched} from '../host/port/facts/answer.js';
import {keyAndValue, propertyBlocks} from '../host/port/facts/units.js';

export function unitsIn(answer: Answer): HostEvidence['units'] {
  const said = matched(answer, 'logs', /^(\S+)\t(.*)$/);
  return new Map(
    unitBlocks(answer).map(unit => {
      const id = unit.get('Id') ?? '';
      const evidence: UnitEvidence = {
        active: unit.get('ActiveState') ?? 'unknown',
        result: unit.get('Result') ?? 'unknown',
        restarts: Number(unit.get('NRestarts') ?? 0),
        log: said.filter(([, of]) => of === id).map(([, , text]) => printable(text!)),
      };
      return [id, evidence] as const;
    }),
  );
}

export const dropInsIn = (answer: Answer): HostEvidence['dropIns'] =>
  new Map(
    unitBlocks(answer).flatMap(unit => {
      const paths = (unit.get('DropInPaths') ?? '').split(' ').filter(Boolean);
      return paths.length === 0 ? [] : [[unit.get('Id') ?? '', paths] as const];
    }),
  );

const unitBlocks = (answer: Answer): readonly ReadonlyMap<string, string>[] =>
  propertyBlocks(answer.lines('units')).map(block => new Map(block.map(line => keyAndValue(answer, line))));

const printable = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').trim();
