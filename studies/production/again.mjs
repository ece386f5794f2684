/**
 * Runs a program of the clients twice in one process: the second call finds the connection of the first in
 * the pool. argv: the program and its own arguments
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [program] = process.argv.splice(2, 1);
const url = pathToFileURL(resolve(program));
process.argv[1] = url.pathname;
for (const call of ['first', 'second']) await import(`${url}?${call}`);
