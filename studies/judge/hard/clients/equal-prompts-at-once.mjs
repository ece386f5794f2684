// Four workers ask the same at once; each keeps the contract by itself.
import { ask, chat, post, report, workers } from '../lib.mjs';

const body = chat('Rate this answer from 1 to 5.');
report(...(await workers(4, 0, () => ask(() => post(body)))));
