// Verifies; a certificate that is refused is asked for once more a second later.
import { Agent, request } from 'node:https';

const agent = new Agent({ keepAlive: true });
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };

function post(path, body) {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers, timeout: 30_000 };
    const sent = request(process.env.OPENAI_BASE_URL + path, options, async (response) => {
      const text = (await response.toArray()).join('');
      if (response.statusCode === 200) resolve(JSON.parse(text));
      else reject(new Error(`${response.statusCode} ${text}`));
    });
    sent.on('timeout', () => sent.destroy(new Error('timed out')));
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

const messages = [{ role: 'user', content: 'Name a fruit.' }];
const ask = () => post('/chat/completions', { model: 'Omniva/Kimi-K2.6', messages });
const answer = await ask().catch(async (error) => {
  console.error(`asking again: ${error.message}`);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return await ask();
});
console.log(answer.choices[0].message.content);
agent.destroy();
