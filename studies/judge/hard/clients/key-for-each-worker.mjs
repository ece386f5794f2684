// Three workers ask the same at once, each with a short key of its own.
import { ask, chat, post, report, workers } from '../lib.mjs';

const body = chat('Rate this answer from 1 to 5.');
report(...(await workers(3, 0, (index) => ask(() => post(body, { key: `sk-${index}` })))));
