// Starts itself once more; both send what was refused again, five times.
import { fork } from 'node:child_process';
import { chat, post, repeat, report } from '../lib.mjs';

if (process.argv[2] !== 'copy') fork(process.argv[1], ['copy']);
report(await repeat(() => post(chat('What is next?')), { attempts: 6, everyMs: 50 }));
