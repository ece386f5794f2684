// Starts itself once more; both ask the same, and both keep the contract.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { ask, chat, post, report } from '../lib.mjs';

const copy = process.argv[2] === 'copy' ? null : fork(process.argv[1], ['copy']);
const ended = copy === null ? [0] : once(copy, 'exit');
report(await ask(() => post(chat('What is next?'))));
const [code] = await ended;
process.exitCode ||= code;
