import type {BaseAgent} from 'ssh2';

/** Asks an agent how many keys it holds; `trouble` says why it did not answer. */
export const agentIdentities = async (
  socket: string,
): Promise<{readonly agent: BaseAgent; readonly identities: number; readonly trouble?: string}> => {
  const {default: ssh2} = await import('ssh2');
  const agent = ssh2.createAgent(socket);
  return new Promise(resolve =>
    agent.getIdentities((error, keys) =>
      error ? resolve({agent, identities: 0, trouble: error.message}) : resolve({agent, identities: keys?.length ?? 0}),
    ),
  );
};
