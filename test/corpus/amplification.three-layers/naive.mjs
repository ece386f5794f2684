// Retries in three layers: the SDK, a chain that wraps its steps, and a job that runs the chain again.
import OpenAI from 'openai';

const client = new OpenAI();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function retrying(work, { times, waitMs }) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === times) throw error;
      await sleep(waitMs);
    }
  }
}

async function step() {
  const answer = await client.chat.completions.create({
    model: 'Omniva/Kimi-K2.6',
    messages: [{ role: 'user', content: 'Summarize: it rained, then it stopped.' }],
  });
  return answer.choices[0].message.content;
}

const chain = () => retrying(step, { times: 2, waitMs: 250 });
console.log(await retrying(chain, { times: 2, waitMs: 3_000 }));
