import {existsSync} from 'node:fs';
import {Failure} from '../../core/failure.js';
import {type Lab, labNamed, labOf} from './lab.js';
import {labNames} from './record.js';

/**
 * The lab that is meant: the named one, else that of the configuration, else the only one there is.
 * @throws Failure lab/unknown, usage/which-lab, config/…
 */
export const chooseLab = async (choice: {readonly name: string | undefined; readonly config: string}): Promise<Lab> => {
  if (choice.name !== undefined) return labNamed(choice.name);
  const names = await labNames();
  const [only] = names;
  if (existsSync(choice.config) || choice.config === '-' || only === undefined) {
    const {loadConfig} = await import('../../io/store/config-file.js');
    return labOf((await loadConfig(choice.config)).config);
  }
  if (names.length === 1) return labNamed(only);
  throw new Failure(
    'usage/which-lab',
    `There is no ${choice.config} here, and there are several labs: ${names.join(', ')}.`,
    {
      suggestions: [`add --name ${only}`, 'add --config FILE'],
    },
  );
};
