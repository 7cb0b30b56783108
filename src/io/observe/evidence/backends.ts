import type {BackendEvidence} from '../../../core/diagnosis/evidence.js';

/** Reads haproxy's statistics as CSV: the servers behind it, as its own checks see them. */
export function backendsIn(unit: string, csv: string): readonly BackendEvidence[] {
  const lines = csv.split('\n').map(line => line.trim());
  // HTTP headers may come before.
  const [head = '', ...rows] = lines.slice(lines.findIndex(line => line.startsWith('# ')));
  const columns = head.replace(/^# /, '').split(',');
  const at = (name: string) => columns.indexOf(name);
  return rows
    .map(row => row.split(','))
    .filter(row => row[at('type')] === SERVER)
    .map(row => ({
      unit,
      server: row[at('svname')] ?? '',
      address: row[at('addr')] ?? '',
      up: /^(UP|no check)/.test(row[at('status')] ?? ''),
    }));
}

/** Frontends are 0 and backends are 1. */
const SERVER = '2';
