// Asks for the list of models every 100 ms, ten times, although its key is refused.
import { getModels, repeat } from '../lib.mjs';

const { status } = await repeat(getModels, { attempts: 10, everyMs: 100 });
console.log(`models: ${status}`);
process.exitCode = 1;
