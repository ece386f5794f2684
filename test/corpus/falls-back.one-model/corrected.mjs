// Asks the same model three times, then a peer of it.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const [first, ...peers] = ['Omniva/Kimi-K2.6', 'MiniMaxAI/MiniMax-M2.5'];

async function ask(request, attempts = 3) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await client.chat.completions.create(request);
    } catch (error) {
      if (error.status !== 503 || attempt + 1 === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}

async function askAny(request) {
  for (const model of [first, ...peers]) {
    try {
      return await ask({ ...request, model });
    } catch (error) {
      if (error.status !== 503) throw error;
    }
  }
  throw new Error('no model answered');
}

const messages = [{ role: 'user', content: 'Name a composer.' }];
console.log((await askAny({ messages })).choices[0].message.content);
