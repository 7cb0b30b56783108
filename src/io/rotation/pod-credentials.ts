import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {PodCredentials} from '../../ports/key-use.js';
import {printable} from '../transport/printable.js';

interface Parsed {
  readonly cas: {where: string; text: string}[];
  readonly tokens: {keyId: string; where: string}[];
}

/** Parses the answer of templates/host/pod-credentials.sh. A token whose header cannot be read counts as one of any key. */
export function podCredentialsIn(host: HostName, answer: string): PodCredentials {
  const found: Parsed = {cas: [], tokens: []};
  const lines = answer.split('\n');
  if (lines.at(-2) !== 'end')
    throw new Failure('hosts/command-failed', `${host}: the list of the credentials of its pods is incomplete`, {
      suggestions: ['run the same command again'],
    });
  for (const line of lines) {
    const [kind, first = '', second = ''] = line.split('\t');
    if (kind === 'ca') found.cas.push({where: `${host}: ${printable(first)}`, text: ''});
    else if (kind === 'token') found.tokens.push({keyId: keyIdIn(first), where: `${host}: ${printable(second)}`});
    else if (kind === '' && found.cas.length > 0) found.cas.at(-1)!.text += `${line.slice(1)}\n`;
  }
  return found;
}

/** The field kid of the header of a JSON Web Token; "" if there is none. */
export function keyIdIn(header: string): string {
  try {
    const {kid} = JSON.parse(Buffer.from(header, 'base64url').toString()) as {kid?: unknown};
    return typeof kid === 'string' ? kid : '';
  } catch {
    return '';
  }
}
