// Retries the same model, then gives up.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });

async function ask(content) {
  for (let attempt = 0; ; attempt++) {
    try {
      const messages = [{ role: 'user', content }];
      return await client.chat.completions.create({ model: 'Omniva/Kimi-K2.6', messages });
    } catch (error) {
      if (error.status !== 503 || attempt === 2) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}

console.log((await ask('Name a composer.')).choices[0].message.content);
