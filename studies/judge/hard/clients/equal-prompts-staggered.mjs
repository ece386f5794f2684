// Six workers ask the same, each 150 ms after the one before; each keeps the contract by itself.
import { ask, chat, post, report, workers } from '../lib.mjs';

const body = chat('Rate this answer from 1 to 5.');
report(...(await workers(6, 150, () => ask(() => post(body)))));
