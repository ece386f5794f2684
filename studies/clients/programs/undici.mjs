/** argv: --post allows it to repeat a POST */
import { Agent, RetryAgent, request } from 'undici';
import { headers, print, question, url } from './lib.mjs';

const options = process.argv.includes('--post') ? { methods: ['POST'] } : {};
const dispatcher = new RetryAgent(new Agent(), options);
const { statusCode, body } = await request(url, {
  ...{ dispatcher, method: 'POST', headers },
  body: JSON.stringify(question),
});
if (statusCode >= 400) throw new Error(`${statusCode} ${await body.text()}`);
print(await body.json());
