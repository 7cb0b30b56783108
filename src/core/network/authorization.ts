/** Credentials that were read on the machine of the operator. They stay in memory, and are never in a plan or log. */
export type Credentials =
  | {readonly is: 'basic'; readonly username: string; readonly password: string}
  | {readonly is: 'bearer'; readonly token: string};

/** The value of the header Authorization. */
export const authorizationOf = (credentials: Credentials): string =>
  credentials.is === 'bearer'
    ? `Bearer ${credentials.token}`
    : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
