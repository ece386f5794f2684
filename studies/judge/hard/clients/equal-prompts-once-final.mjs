// Five workers ask the same at once, each once, and report that they were refused.
import { chat, post, report, workers } from '../lib.mjs';

report(...(await workers(5, 0, () => post(chat('What is next?')))));
