import {existsSync} from 'node:fs';
import {Failure} from '../../core/failure.js';
import {type Lab, labNamed, labOf} from './lab.js';
import {labNames, recordOf} from './record.js';

/**
 * The lab to use: the named one, else that of the configuration, else the only one, or the only one with the host.
 * @throws Failure lab/unknown, usage/which-lab, config/…
 */
export const chooseLab = async (
  {name, config}: {readonly name: string | undefined; readonly config: string},
  host?: string,
): Promise<Lab> => {
  if (name !== undefined) return labNamed(name);
  const labs = await labNames();
  if (existsSync(config) || config === '-' || labs.length === 0) {
    const {loadConfig} = await import('../../io/local/config-file.js');
    return labOf((await loadConfig(config)).config);
  }
  const candidates = labs.length > 1 && host !== undefined ? await labsWith(host, labs) : labs;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return labNamed(only);
  throw new Failure('usage/which-lab', `There is no ${config}, and there are several labs: ${labs.join(', ')}.`, {
    suggestions: [`name the lab with --name ${only ?? labs[0]}, or its configuration with --config FILE`],
  });
};

const labsWith = async (host: string, labs: readonly string[]): Promise<readonly string[]> => {
  const specs = await Promise.all(labs.map(recordOf));
  return labs.filter((_, index) => specs[index]?.hosts.some(one => one.name === host));
};
