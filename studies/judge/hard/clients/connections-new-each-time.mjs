// Three workers ask the same 100 ms apart, each attempt over a connection of its own.
import http from 'node:http';
import { ask, chat, postOver, report, workers } from '../lib.mjs';

const agent = new http.Agent({ keepAlive: false });
const body = chat('Rate this answer from 1 to 5.');
report(...(await workers(3, 100, () => ask(() => postOver({ agent }, body)))));
