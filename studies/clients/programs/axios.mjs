/** argv: --retry adds axios-retry; --post allows it to repeat a POST */
import axios from 'axios';
import axiosRetry, { isRetryableError } from 'axios-retry';
import { headers, print, question, url } from './lib.mjs';

const client = axios.create();
const post = process.argv.includes('--post') ? { retryCondition: isRetryableError } : {};
if (process.argv.includes('--retry')) axiosRetry(client, { retries: 3, ...post });
print((await client.post(url, question, { headers })).data);
