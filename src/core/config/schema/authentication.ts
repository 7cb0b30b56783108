import {z} from 'zod';
import {httpsUrl, nonEmpty, oneLine} from './text.js';

const expression = nonEmpty.describe(
  'A CEL expression over `claims`, instead of `claim`. quorate does not evaluate it.',
);

const mapping = (what: string) =>
  z.strictObject({
    claim: nonEmpty.exactOptional().describe(`The claim of the token that is the ${what}, like \`email\`.`),
    prefix: oneLine
      .exactOptional()
      .describe('Required with `claim`: what is put before its value, like `"oidc:"`; `""` for nothing.'),
    expression: expression.exactOptional(),
  });

const userRule = z.strictObject({
  expression: nonEmpty.describe('A CEL expression over `user` that must be true. quorate does not evaluate it.'),
  message: oneLine.exactOptional().describe('What the API server logs if it is false.'),
});

const claimRule = z.strictObject({
  claim: nonEmpty.exactOptional().describe('A claim that must have `requiredValue`.'),
  requiredValue: oneLine.exactOptional().describe('The value that `claim` must have.'),
  expression: expression.exactOptional(),
  message: oneLine.exactOptional().describe('With `expression`: what the API server logs if it is false.'),
});

const issuer = z.strictObject({
  url: httpsUrl.describe('URL of the issuer, as in the claim `iss` of its tokens.'),
  discoveryUrl: httpsUrl
    .exactOptional()
    .describe('URL of the discovery document, if it is not `/.well-known/openid-configuration` below `url`.'),
  audiences: z.array(nonEmpty).min(1).describe('Client ids: a token must have one of them in its claim `aud`.'),
  ca: nonEmpty
    .exactOptional()
    .describe(
      'File with the CA certificates of the issuer, in PEM, on the machine that runs quorate. Without it: the CAs of the control planes.',
    ),
  username: mapping('user name').describe('The user name, from `claim` and `prefix` or from `expression`.'),
  groups: mapping('list of groups')
    .exactOptional()
    .describe('The groups, from `claim` and `prefix` or from `expression`.'),
  claimValidationRules: z.array(claimRule).default([]).describe('What the claims of a token must be.'),
  userValidationRules: z.array(userRule).default([]).describe('What the resulting user must be.'),
});

export const authentication = z.strictObject({
  issuers: z
    .array(issuer)
    .min(1)
    .describe('OpenID Connect issuers whose tokens the API servers accept: `jwt` of AuthenticationConfiguration.'),
});
