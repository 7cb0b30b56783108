import {desire} from '../core/desire.js';
import type {ClusterConfig} from '../core/model/config.js';
import {authorizationOf} from '../core/network/authorization.js';
import {readCaFile} from '../io/local/ca-file.js';
import {readCredentials} from '../io/local/credentials.js';
import {type FetchSettings, fetchSettingsOf} from '../io/remote/fetch-settings.js';

/**
 * How hosts download; undefined if they download nothing. The CA and the credentials are read once, when a host is first
 * asked whether it can download: before any change. Rejects with Failure 'config/ca-unusable' or
 * 'config/credentials-unusable'.
 */
export function readFetchSettings(
  config: ClusterConfig,
  env: NodeJS.ProcessEnv,
): (() => Promise<FetchSettings>) | undefined {
  const plain = fetchSettingsOf(desire(config));
  if (plain === undefined) return undefined;
  let read: Promise<FetchSettings> | undefined;
  return () => {
    read ??= withSecrets(plain, config, env);
    return read;
  };
}

async function withSecrets(
  plain: FetchSettings,
  {artifacts: {ca, credentials}}: ClusterConfig,
  env: NodeJS.ProcessEnv,
): Promise<FetchSettings> {
  const [certificates, found] = await Promise.all([
    ca === undefined ? undefined : readCaFile(ca, 'spec.artifacts.ca'),
    credentials === undefined ? undefined : readCredentials(credentials, env, 'spec.artifacts.credentials'),
  ]);
  return {
    ...plain,
    ...(certificates === undefined ? {} : {certificates}),
    ...(found === undefined ? {} : {authorization: authorizationOf(found)}),
  };
}
