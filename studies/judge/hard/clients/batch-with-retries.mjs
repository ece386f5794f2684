// Five jobs that differ in a number, begun 100 ms apart; each keeps the contract.
import { ask, chat, post, report, workers } from '../lib.mjs';

report(...(await workers(5, 100, (n) => ask(() => post(chat(`Translate page ${n + 1} into French.`))))));
