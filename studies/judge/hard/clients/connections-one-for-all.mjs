// Five equal jobs at once over one connection, so that their requests come one after the other.
import http from 'node:http';
import { ask, chat, postOver, report, workers } from '../lib.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const body = chat('Rate this answer from 1 to 5.');
report(...(await workers(5, 0, () => ask(() => postOver({ agent }, body)))));
agent.destroy();
