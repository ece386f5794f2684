// Asks once with node:http and gives up at the first 502.
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
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${response.statusCode} ${text}`));
      } catch (error) {
        reject(error);
      }
    });
    sent.end(JSON.stringify(body));
  });
}

const messages = [{ role: 'user', content: 'Name a bird.' }];
const answer = await post('/chat/completions', { model: 'Omniva/Kimi-K2.6', messages });
console.log(answer.choices[0].message.content);
