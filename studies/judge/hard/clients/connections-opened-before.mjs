// Opens four connections when it starts; each attempt takes the next of them.
import net from 'node:net';
import { ask, base, chat, postOver, report, sleep } from '../lib.mjs';

const { hostname, port } = new URL(base);
const sockets = Array.from({ length: 4 }, () => net.connect(Number(port), hostname));
await sleep(200);
const body = chat('What is next?');
report(await ask((n) => postOver({ createConnection: () => sockets[n] }, body), 4));
for (const socket of sockets) socket.destroy();
