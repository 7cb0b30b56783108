import type {DeprecatedUse} from '../../core/model/deprecated-api.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {asFact} from '../as-fact.js';
import type {KubeCall} from './call.js';

/** Each API server counts only its own requests, so all are asked; unknown when none answers. */
export async function deprecatedUses(
  call: KubeCall,
  controlPlanes: readonly HostName[],
): Promise<Fact<readonly DeprecatedUse[]>> {
  const asked = await Promise.all(controlPlanes.map(host => asFact(() => usesAt(call, host))));
  const answers = asked.flatMap(each => (each.known ? [each.value] : []));
  if (answers.length === 0)
    return unknown(asked.flatMap(each => (each.known ? [] : [each.why])).join('; ') || 'there is no API server to ask');
  return known([...new Map(answers.flat().map(use => [`${use.groupVersion} ${use.resource}`, use])).values()]);
}

async function usesAt(call: KubeCall, host: HostName): Promise<Fact<readonly DeprecatedUse[]>> {
  const {code, stdout, stderr} = await call(host, 'deprecated');
  if (code !== 0) return unknown(`${host}: ${stderr.trim() || 'its API server does not answer'}`);
  return known(parseDeprecated(stdout.toString()));
}

/** Reads lines `apiserver_requested_deprecated_apis{group="policy",removed_release="1.25",…} 1`. */
function parseDeprecated(text: string): readonly DeprecatedUse[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '';
      const groupVersion = [label('group'), label('version')].filter(Boolean).join('/');
      return {groupVersion, resource: label('resource'), removedIn: label('removed_release')};
    })
    .filter(({removedIn}) => removedIn !== '');
}
