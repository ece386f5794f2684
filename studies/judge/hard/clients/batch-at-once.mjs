// Five jobs that differ in a number, sent at once, each of them once.
import { chat, post, report, workers } from '../lib.mjs';

report(...(await workers(5, 0, (n) => post(chat(`Translate page ${n + 1} into French.`)))));
