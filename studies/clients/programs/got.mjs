/** argv: --post allows it to repeat a POST */
import got from 'got';
import { headers, print, question, url } from './lib.mjs';

const retry = process.argv.includes('--post') ? { retry: { methods: ['POST'] } } : {};
print(await got.post(url, { headers, json: question, ...retry }).json());
