import {parseConfig} from '../core/config/parse.js';
import {desire} from '../core/desire.js';
import type {ClusterConfig} from '../core/model/config.js';

/** A setting that the data of a cluster depends on, and that differs. */
interface OtherSetting {
  /** "spec.network.podCidr" */
  readonly setting: string;
  readonly inBackup: string;
  readonly configured: string;
}

/**
 * Which networks of a configuration are not those of the one in a backup. None, if this version cannot read that one. Another
 * topology is none of them: a restore makes new members.
 */
export function otherSettings(inBackup: string, config: ClusterConfig): readonly OtherSetting[] {
  const parsed = parseConfig(inBackup);
  if (!('config' in parsed)) return [];
  const before = desire(parsed.config).settings;
  return Object.entries(desire(config).settings).flatMap(([setting, configured]) => {
    const old = before[setting];
    const isSame = !setting.startsWith('spec.network.') || old === undefined || old === configured;
    return isSame ? [] : [{setting, inBackup: old, configured}];
  });
}
