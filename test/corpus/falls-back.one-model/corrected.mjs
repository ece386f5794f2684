// Retries the same model, then asks a peer of it.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const models = ['Omniva/Kimi-K2.6', 'Omniva/Kimi-K2.6', 'Omniva/Kimi-K2.6', 'MiniMaxAI/MiniMax-M2.5'];

async function ask(content) {
  for (const [attempt, model] of models.entries()) {
    try {
      return await client.chat.completions.create({ model, messages: [{ role: 'user', content }] });
    } catch (error) {
      if (error.status !== 503 || attempt + 1 === models.length) throw error;
      if (models[attempt + 1] !== model) continue;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}

console.log((await ask('Name a composer.')).choices[0].message.content);
