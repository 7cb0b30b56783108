// A run of three changing operations, in a process of its own that may die: crashing.mjs BUILD PORT KEY FOLDER
const [build, port, keyFile, folder] = process.argv.slice(2);
const {connectHost, crashPoints} = await import(`${build}/io/transport/connect.js`);
const {jumpPool} = await import(`${build}/io/transport/ssh/pool.js`);

const pool = jumpPool();
const host = {
  name: 'cp-1',
  address: '127.0.0.1',
  connection: port === 'local' ? 'local' : 'ssh',
  ssh: {
    user: 'root',
    port: Number(port),
    keyFiles: [keyFile],
    jumpHosts: [],
    hostKeys: 'off',
    knownHostsFile: '/dev/null',
    connectTimeoutSeconds: 10,
  },
};
const transport = await connectHost(host, {pool, operations: crashPoints(process.env)});
const write = (title, text) =>
  transport.exec({argv: ['sh', '-c', 'cat >> "$0"', `${folder}/done`], stdin: text, title, changes: true});

await transport.exec({argv: ['ls', folder], title: 'look', changes: false});
await write('first', 'one\n');
await write('second', 'two\n');
await write('third', 'three\n');
await transport.close();
await pool.close();
