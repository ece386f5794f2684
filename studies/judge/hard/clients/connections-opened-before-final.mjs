// Opens six connections when it starts, and sends what was refused again on each of them.
import net from 'node:net';
import { base, chat, postOver, repeat, report, sleep } from '../lib.mjs';

const { hostname, port } = new URL(base);
const sockets = Array.from({ length: 6 }, () => net.connect(Number(port), hostname));
await sleep(200);
const unused = [...sockets];
const send = () => postOver({ createConnection: () => unused.pop() }, chat('What is next?'));
report(await repeat(send, { attempts: 6, everyMs: 10 }));
for (const socket of sockets) socket.destroy();
