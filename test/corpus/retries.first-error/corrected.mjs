// Asks again after a status that passes or a connection that broke, with the backoff of the gateway.
import { request } from 'node:http';

function post(path, body) {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
      'content-type': 'application/json',
    };
    const sent = request(process.env.OPENAI_BASE_URL + path, { method: 'POST', headers, timeout: 30_000 });
    sent.on('timeout', () => sent.destroy(new Error('timed out')));
    sent.on('error', reject);
    sent.on('response', async (response) => {
      try {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({ status: response.statusCode, wait: Number(response.headers['retry-after'] ?? 0), text });
      } catch (error) {
        reject(error);
      }
    });
    sent.end(JSON.stringify(body));
  });
}

async function persistently(path, body) {
  for (let attempt = 0; ; attempt++) {
    const broken = (error) => ({ status: 503, wait: 0, text: error.message });
    const { status, wait, text } = await post(path, body).catch(broken);
    if (status === 200) return JSON.parse(text);
    if (![408, 429, 500, 502, 503].includes(status) || attempt === 3) throw new Error(`${status} ${text}`);
    const own = 2 ** attempt * (0.5 + Math.random());
    await new Promise((resolve) => setTimeout(resolve, (wait || own) * 1_000));
  }
}

const messages = [{ role: 'user', content: 'Name a bird.' }];
const answer = await persistently('/chat/completions', { model: 'Omniva/Kimi-K2.6', messages });
console.log(answer.choices[0].message.content);
