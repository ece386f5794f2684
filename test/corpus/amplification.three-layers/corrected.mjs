// Retries in one layer, the SDK: the chain and the job hand on what it throws.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 3 });

async function step() {
  const answer = await client.chat.completions.create({
    model: 'Omniva/Kimi-K2.6',
    messages: [{ role: 'user', content: 'Summarize: it rained, then it stopped.' }],
  });
  return answer.choices[0].message.content;
}

const chain = () => step();
console.log(await chain());
