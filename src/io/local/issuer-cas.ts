import {pathText} from '../../core/config/problem.js';
import type {ClusterConfig} from '../../core/model/config.js';
import {readCaFile} from './ca-file.js';

/**
 * The configuration with the CA certificates of OpenID Connect issuers: they are part of a file on the control planes.
 * @throws Failure config/ca-unusable
 */
export async function withIssuerCas(config: ClusterConfig): Promise<ClusterConfig> {
  if (config.authentication === undefined) return config;
  const issuers = await Promise.all(
    config.authentication.issuers.map(async (issuer, index) => {
      if (issuer.ca === undefined) return issuer;
      const setting = pathText(['spec', 'authentication', 'issuers', index, 'ca']);
      return {...issuer, caCertificates: (await readCaFile(issuer.ca, setting)).toString()};
    }),
  );
  return {...config, authentication: {issuers}};
}
