import {Failure} from '../../core/failure.js';

/** The token in an environment variable. It is never an argument, which other users see. @throws Failure usage/token-env */
export const tokenIn = (variable: string): string => {
  const token = process.env[variable] ?? '';
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const problem = token === '' ? 'is not set' : 'has characters that cannot be part of a request';
  throw new Failure('usage/token-env', `Reading the token: the environment variable ${variable} ${problem}`, {
    suggestions: [`set it: \`read -rs ${variable} && export ${variable}\``],
  });
};
