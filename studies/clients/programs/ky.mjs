/** argv: --post allows it to repeat a POST */
import ky from 'ky';
import { headers, print, question, url } from './lib.mjs';

const retry = process.argv.includes('--post') ? { retry: { methods: ['post'] } } : {};
print(await ky.post(url, { headers, json: question, ...retry }).json());
